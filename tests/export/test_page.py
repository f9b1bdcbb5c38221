"""The page that holds a run: small, closed, and not to be broken out of."""

import base64
import hashlib
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shallownet import Edit, Experiment, ExperimentError, Recipe, train
from shallownet.core.datasets import DATASETS
from shallownet.core.experiment import PROBLEMS
from shallownet.export.page import LONGEST_LINK, page
from shallownet.figures.palette import PALETTE
from shallownet.stage import assets
from shallownet.stage.comparison import Comparison, Variant
from shallownet.texts import labels
from tests.data import data_of

TEXTS = labels()
RUN = train(Experiment(), 20)
# Texts that stand alone in an element of their own.
SHOWN = {"heading": "h1", "link": "a", "keys": "span"}
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--",
    "<!--<script>",
    "]]>",
    "\"'><img src=x onerror=alert(1)>",
    "&lt;&#60;&amp",
    "$title ${script} $$",
    "</title></style>",
    "a\u2028b\u2029c\0d\ud800e\r\nf",
    "\U0001f9e0 ŷ ‮gnp",
]


class Document(HTMLParser):
    """Every element in order, with its attributes, and the text in it."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self.comments = [], [], []
        self.open = False
        self.source = text
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")
        self.open = True

    def handle_endtag(self, tag):
        self.open = False

    def handle_data(self, data):
        if self.open:
            self.texts[-1] += data

    def handle_comment(self, data):
        self.comments.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag):
        """Of the last one."""
        found = [text for (name, _), text in zip(self.elements, self.texts, strict=True) if name == tag]
        return found[-1]

    @property
    def caption(self):
        return self.texts[[tag for tag, _ in self.elements].index("p")]

    @property
    def hint(self):
        """After the span of the keys."""
        return self.source.split("<footer>")[1].split("</footer>")[0]

    @property
    def skeleton(self):
        return [(tag, sorted(attributes)) for tag, attributes in self.elements]


def readable(text):
    """What is left of a text that a file can hold, as a parser gives it back."""
    return text.encode("utf-8", "replace").decode()


PLAIN = Document(page(RUN, 0, TEXTS, PALETTE, link="https://example.org/"))


def test_the_default_run_is_small_enough_to_mail():
    document = page(train(Experiment(), 10_000, 5), 10_000, TEXTS, PALETTE)
    assert len(document.encode()) <= 300_000
    # Not by leaving the stage out.
    assert assets.packed_script(assets.PAGE) in document


def test_nothing_is_loaded_and_nothing_else_may_run():
    policy = next(meta["content"] for meta in PLAIN.all("meta") if "http-equiv" in meta)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    def hashed(text):
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert rules == {
        "default-src": "'none'",
        "script-src": hashed(PLAIN.text("script")),
        "style-src": hashed(PLAIN.text("style")),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert [script["type"] for script in PLAIN.all("script")] == ["application/octet-stream", "module"]
    for tag, attributes in PLAIN.elements:
        assert not {"src", "srcset", "data", "action", "style"} & set(attributes), tag
        assert not [name for name in attributes if name.startswith("on")], tag
        if tag != "a" and "href" in attributes:
            assert attributes["href"].startswith("data:")
    assert "@import" not in PLAIN.text("style")
    assert "url(" not in PLAIN.text("style")


def test_the_policy_comes_before_what_it_is_for():
    order = [tag for tag, _ in PLAIN.elements]
    assert order.index("style") > max(place for place, tag in enumerate(order) if tag == "meta")
    assert b"charset" in page(RUN, 0, TEXTS, PALETTE).encode()[:1024]


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_caption_says_what_the_run_is(dataset):
    experiment = Experiment(**{"samples": 1000, **data_of(dataset)}, hidden_units=1, learning_rate=0.01)
    run = train(Recipe(experiment, (Edit(3, "l2", 1.0), Edit(5, "learning_rate", 0.1))), 2000, [0, 2000])
    caption = Document(page(run, 0, TEXTS, PALETTE)).caption
    for part in (
        TEXTS["datasets"][dataset],
        f"{experiment.samples:,} points",
        "1 hidden unit (tanh)",
        "rate 0.01",
        "2,000 epochs",
    ):
        assert part in caption
    assert caption.endswith("changed at epoch 3, 5")


@pytest.mark.parametrize(
    ("field", "values", "told", "untold"),
    [
        ("initializer", ("zeros", "large"), ["4 hidden units (tanh)", "learning rate 1.2"], []),
        ("activation", ("relu", "tanh"), ["4 hidden units ·", "learning rate 1.2"], ["(tanh)", "(ReLU)"]),
        ("hidden_units", (1, 4), ["learning rate 1.2"], ["hidden unit", "tanh"]),
        ("learning_rate", (0.1, 0.2), ["4 hidden units (tanh)"], ["learning rate"]),
    ],
)
def test_the_caption_of_a_comparison_says_what_all_share(field, values, told, untold):
    variants = tuple(Variant(str(value), f"Number {k}", {field: value}) for k, value in enumerate(values))
    runs = [train(one.of(Recipe(Experiment())), 20) for one in variants]
    caption = Document(page(runs, 0, TEXTS, PALETTE, comparison=Comparison(variants))).caption
    assert "Number 0, Number 1" in caption
    assert all(part in caption for part in told)
    assert not any(part in caption for part in untold)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_hint_tells_of_what_is_there(problem):
    dataset = next(name for name, row in DATASETS.items() if row.problem == problem)
    experiment = Experiment(problem=problem, dataset=dataset)
    for fraction in (0.0, 0.25):
        hint = Document(page(train(replace(experiment, test_fraction=fraction), 5), 0, TEXTS, PALETTE)).hint
        assert ("class 1" in hint) == (problem == "classification")
        assert ("test points" in hint) == (fraction > 0)
        assert "biases" in hint
    several = Comparison((Variant("one", "one", {}), Variant("two", "two", {})))
    assert "biases" not in Document(page([RUN, RUN], 0, TEXTS, PALETTE, comparison=several)).hint


def test_a_network_alone_on_the_stage_of_comparisons_has_no_name():
    comparison = Comparison((Variant("network", "", {}),))
    alone = Document(page([RUN], 0, TEXTS, PALETTE, comparison=comparison)).caption
    assert alone == PLAIN.caption


@given(text=st.text(max_size=40), place=st.sampled_from(sorted(TEXTS["page"])))
def test_no_text_breaks_out(text, place):
    text = text.replace("{", "").replace("}", "")
    hostile_in_place(text, place)


@pytest.mark.parametrize("place", sorted(TEXTS["page"]))
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_hostile_text_breaks_out(text, place):
    hostile_in_place(text.replace("${script}", "$script"), place)


def hostile_in_place(text, place):
    texts = {**TEXTS, "page": {**TEXTS["page"], place: text}}
    written = page(RUN, 0, texts, PALETTE, link="https://example.org/")
    document = Document(written.encode().decode())
    assert document.skeleton == PLAIN.skeleton
    assert document.comments == []
    for tag in ("script", "style"):
        assert document.text(tag) == PLAIN.text(tag)
    if place in SHOWN:
        assert document.text(SHOWN[place]) == readable(text)


@given(st.text(max_size=60))
@example("</script>")
@example("<!--<script>")
def test_no_label_of_a_variant_breaks_out(label):
    comparison = Comparison((Variant("one", label, {}), Variant("two", "two", {})))
    document = Document(page([RUN, RUN], 0, TEXTS, PALETTE, comparison=comparison).encode().decode())
    expected = [element for element in PLAIN.skeleton if element[0] != "a"]
    assert document.skeleton == expected
    assert readable(label) in document.caption


@given(st.text(max_size=60))
@example('"><script>alert(1)</script>')
@example("' onmouseover='alert(1)")
def test_a_link_is_an_address_and_nothing_else(rest):
    link = f"https://example.org/?{rest}"
    document = Document(page(RUN, 0, TEXTS, PALETTE, link=link).encode().decode())
    assert document.skeleton == PLAIN.skeleton
    assert document.all("a") == [{"href": readable(link)}]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//example.org",
        "example.org",
        "https:///path",
        "http://[",
        "",
        7,
        "https://example.org/" + "a" * LONGEST_LINK,
    ],
)
def test_other_links_are_refused_in_a_sentence(link):
    with pytest.raises(ExperimentError, match=r"^link is .+, but it must be an http or https address .+\.$"):
        page(RUN, 0, TEXTS, PALETTE, link=link)


@pytest.mark.parametrize("epoch", [-1, 21, 1.5, "0", None, True])
def test_an_epoch_that_the_run_does_not_have_is_refused(epoch):
    with pytest.raises(ExperimentError, match=r"^epoch is .+, but it must be a whole number from 0 to 20\.$"):
        page(RUN, epoch, TEXTS, PALETTE)


@pytest.mark.parametrize("count", [0, 2])
def test_there_is_a_run_for_each_network(count):
    with pytest.raises(ExperimentError, match=rf"^run is '{count} trajectories', but it must be 1, one for"):
        page([RUN] * count, 0, TEXTS, PALETTE)


def test_a_script_that_would_end_its_element_is_not_written(monkeypatch):
    monkeypatch.setattr(assets, "packed_script", lambda entry: "let a = '</script>';")
    with pytest.raises(ValueError, match="would end its element"):
        page(RUN, 0, TEXTS, PALETTE)


def test_both_themes_have_their_background_and_the_sign_of_it():
    style = PLAIN.text("style")
    for theme, colours in PALETTE.items():
        assert f"color-scheme: {theme}; --st-background-color: {colours['surface']};" in style
