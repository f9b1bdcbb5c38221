"""The notebook: valid, the script's code in cells, and what it prints when it is run is on screen."""

from __future__ import annotations

import json

import nbclient
import nbformat
import pytest

from shallownet import Experiment, ExperimentError, Recipe
from shallownet.export.notebook import notebook
from shallownet.export.script import script
from tests.export.programs import assert_same, on_screen, read, run_programs
from tests.export.recipes import RECIPES

EPOCHS = 60
EXECUTED = {"default": (Recipe(Experiment()), 7000), "edits": (RECIPES["edits"], EPOCHS)}


def code_of(text: str) -> str:
    cells = nbformat.reads(text, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "code")


@pytest.mark.parametrize("name", RECIPES)
def test_it_is_valid_and_has_the_code_of_the_script(name: str) -> None:
    text = notebook(RECIPES[name], EPOCHS)
    nbformat.validate(json.loads(text))
    assert text.endswith("}\n")
    lines = [
        line for line in script(RECIPES[name], EPOCHS).splitlines() if line and not line.startswith("# ---")
    ]
    assert [line for line in code_of(text).splitlines() if line] == lines[1:]


def test_its_cells_one_after_the_other_print_what_is_on_screen() -> None:
    names = ["all inputs", "both penalties", "mini-batches", "edits of a regression", "spiral 0.2"]
    printed = run_programs([code_of(notebook(RECIPES[name], EPOCHS)) for name in names])
    for name, numbers in zip(names, printed, strict=True):
        assert_same(numbers, on_screen(RECIPES[name], EPOCHS)[1], name)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXECUTED)
def test_jupyter_executes_it(name: str) -> None:
    recipe, epoch = EXECUTED[name]
    book = nbformat.reads(notebook(recipe, epoch), as_version=4)
    nbclient.NotebookClient(book, timeout=120).execute()
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.name for output in outputs} == {"stdout"}
    assert_same(read("".join(output.text for output in outputs)), on_screen(recipe, epoch)[1])


@pytest.mark.parametrize("name", RECIPES)
def test_it_says_what_the_run_does(name: str) -> None:
    recipe = RECIPES[name]
    cells = nbformat.reads(notebook(recipe, EPOCHS), as_version=4).cells
    words = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert f"{EPOCHS} epochs" in words
    assert ("\\sigma(Z_2)" in words) == (recipe.experiment.problem == "classification")
    has_penalty = any((recipe.experiment.l1, recipe.experiment.l2)) or "edits" in name
    assert ("lambda_2" in words) == ("λ2" in words) == has_penalty
    assert "{" not in words.replace("$$", "").split("\n")[0]


@pytest.mark.parametrize("epoch", [-1, 1.5, "10", None, True])
def test_an_epoch_that_is_none_is_refused(epoch: object) -> None:
    with pytest.raises(ExperimentError, match="epoch is"):
        notebook(Recipe(Experiment()), epoch)
