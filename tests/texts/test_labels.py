"""Every language has every text, and every row of every registry has a label."""

import pytest

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS
from shallownet.core.experiment import PROBLEMS
from shallownet.core.features import FEATURES
from shallownet.core.initializers import INITIALIZERS
from shallownet.export.exports import EXPORTS
from shallownet.texts import TEXTS, labels

LANGUAGES = sorted(folder.name for folder in TEXTS.iterdir() if (folder / "labels.toml").is_file())
REGISTRIES = {
    "activations": ACTIVATIONS,
    "datasets": DATASETS,
    "initializers": INITIALIZERS,
    "features": FEATURES,
    "problems": PROBLEMS,
    "exports": EXPORTS,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("registry", REGISTRIES)
def test_every_row_has_a_label_of_its_own(language, registry):
    texts = labels(language)[registry]
    assert set(texts) == set(REGISTRIES[registry])
    assert len(set(texts.values())) == len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    assert {part: set(texts) for part, texts in labels(language).items()} == {
        part: set(texts) for part, texts in labels("en").items()
    }


def test_an_unknown_language_is_named():
    with pytest.raises(ValueError, match=r"language is 'xx', but it must be one of .*en"):
        labels("xx")
