"""The script: run in an interpreter of its own it prints the cost and the accuracy that are on screen."""

from __future__ import annotations

import ast
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, ExperimentError, Recipe
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.experiment import MAX_WEIGHT
from shallownet.core.features import FEATURES, expand
from shallownet.core.initializers import INITIALIZERS
from shallownet.export import source
from shallownet.export.data_source import FEATURE_SOURCE
from shallownet.export.generators import GENERATORS
from shallownet.export.lecture import LECTURE
from shallownet.export.parts import INITIALIZER_SOURCE
from shallownet.export.script import script
from tests.core.runs import RECIPES as ANY_RECIPE
from tests.data import data_of
from tests.export.programs import assert_same, on_screen, run_programs
from tests.export.recipes import EDITS, RECIPES, small

EPOCHS = 200


def test_every_choice_prints_what_is_on_screen() -> None:
    printed = run_programs([script(recipe, EPOCHS) for recipe in RECIPES.values()])
    for name, recipe, numbers in zip(RECIPES, RECIPES.values(), printed, strict=True):
        run, shown = on_screen(recipe, EPOCHS)
        assert run.diverged_at is None, name
        assert_same(numbers, shown, name)


def test_the_default_run_at_epoch_7000() -> None:
    (printed,) = run_programs([script(Recipe(Experiment()), 7000)])
    assert_same(printed, on_screen(Recipe(Experiment()), 7000)[1])
    assert f"{printed['train cost']:.6f}" == "0.217504"  # the course's own number


@pytest.mark.parametrize("epoch", [0, 1, 5, 6, 9, 10, 20, 21, 40, 41])
def test_an_edit_counts_from_the_update_after_its_epoch(epoch: int) -> None:
    recipe = RECIPES["edits"]
    text = script(recipe, epoch)
    shown = [edit for edit in EDITS if edit.epoch < epoch]
    for when in {edit.epoch for edit in EDITS}:
        assert (f"if epoch == {when}:" in text) == any(edit.epoch == when for edit in shown)
    # A weight is set on screen as soon as it is edited.
    assert ("W1[1, 0] = -0.75  # W1[2,1]" in text) == (epoch >= 5)
    (printed,) = run_programs([text])
    assert_same(printed, on_screen(recipe, epoch)[1])


RATES = st.sampled_from([0.0, 0.01, 0.1])


@st.composite
def stable_recipes(draw: st.DrawFn) -> Recipe:
    """Any recipe, with rates at which it is stable, and weights set on the way."""
    recipe = draw(ANY_RECIPE)
    experiment = replace(recipe.experiment, learning_rate=draw(RATES))
    edits = [edit for edit in recipe.edits if edit.field != "learning_rate"]
    edits += [Edit(draw(st.integers(0, 50)), "learning_rate", draw(RATES))] * draw(st.integers(0, 1))
    for entry in draw(st.lists(st.sampled_from(experiment.shape.entries()), max_size=2)):
        edits.append(Edit(draw(st.integers(0, 50)), entry, draw(st.floats(-2, 2))))
    return Recipe(experiment, tuple(edits))


@pytest.mark.slow
# Every example starts an interpreter: one that fails is shown as it is, to be made smaller by hand.
@settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(stable_recipes(), st.integers(0, 200)), min_size=4, max_size=8))
def test_any_stable_recipe(runs: list[tuple[Recipe, int]]) -> None:
    known = [(recipe, epoch, *on_screen(recipe, epoch)) for recipe, epoch in runs]
    stable = [
        one
        for one in known
        if one[2].diverged_at is None and not one[2].unstable[-1] and one[3]["train cost"] < 30
    ]
    assume(stable)
    printed = run_programs([script(recipe, epoch) for recipe, epoch, _, _ in stable])
    for (recipe, _, _, shown), numbers in zip(stable, printed, strict=True):
        assert_same(numbers, shown, str(recipe))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_lecture_computes_what_the_engine_does(name: str) -> None:
    Z = np.concatenate([np.linspace(-8, 8, 4001), [-1e3, -50.0, 50.0, 1e3, 1e-9, -1e-9]])
    g, leaky_slope = ACTIVATIONS[name], 0.2
    values = {"Z": Z, "A": g.value(Z, leaky_slope), "leaky_slope": leaky_slope}
    for function, expected in (
        (LECTURE[name].value, g.value(Z, leaky_slope)),
        (LECTURE[name].slope, g.slope(Z, leaky_slope)),
    ):
        got = function(*(values[one] for one in function.__annotations__ if one != "return"))
        np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("name", DRAWN)
def test_a_generator_without_scikit_learn_draws_the_same_bits(name: str) -> None:
    row = DATASETS[name]
    for counts in ((200, 200), (7, 3), (1, 9), (50, 13)):
        for noise in (0.0, row.noise, row.max_noise):
            for seed in (0, 1, 77):
                ours = GENERATORS[name](counts, noise, np.random.RandomState(seed))
                theirs = row.draw(counts, noise, np.random.RandomState(seed))
                assert [a.tobytes() for a in ours] == [b.tobytes() for b in theirs]


def test_every_registry_is_covered() -> None:
    assert set(LECTURE) == set(ACTIVATIONS)
    assert set(GENERATORS) == set(DRAWN)
    assert set(FEATURE_SOURCE) == set(FEATURES)
    assert set(INITIALIZER_SOURCE) == set(INITIALIZERS)


@pytest.mark.parametrize("name", FEATURES)
def test_an_input_is_the_same_bits(name: str) -> None:
    x1, x2 = X = np.random.RandomState(0).randn(2, 50)
    computed = eval(FEATURE_SOURCE[name], {"np": np, "x1": x1, "x2": x2})
    assert computed.tobytes() == expand(X, [name])[0].tobytes()


@pytest.mark.parametrize("test_fraction", [0.0, 0.3])
def test_points_that_numpy_cannot_draw_again_travel_as_numbers(test_fraction: float) -> None:
    recipe = small(**data_of("own"), test_fraction=test_fraction)
    text = script(recipe, 20)
    assert "RandomState(1)" not in text
    (printed,) = run_programs([text])
    assert_same(printed, on_screen(recipe, 20)[1])


def test_a_weight_set_at_the_last_epoch_is_set_and_a_rate_changed_there_changes_nothing() -> None:
    plain, edits = small(), (Edit(20, "W1[1,2]", 2.5), Edit(20, "learning_rate", 3.0))
    texts = [script(plain, 20), script(Recipe(plain.experiment, edits), 20)]
    before, after = run_programs(texts)
    assert_same(after, on_screen(Recipe(plain.experiment, edits), 20)[1])
    assert before["train cost"] != after["train cost"]
    assert "3.0" not in texts[1]


@pytest.mark.parametrize("name", RECIPES)
def test_it_reads_well_and_holds_only_what_the_run_needs(name: str) -> None:
    recipe = RECIPES[name]
    text = script(recipe, EPOCHS)
    tree = ast.parse(text)
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [ast.unparse(node) for node in imports] == ["import numpy as np"]
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(set(defined)) == len(defined)
    used = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert set(defined) <= used
    assert max(len(line) for line in text.splitlines()) <= 110
    assert "\t" not in text
    assert text.endswith("\n")
    assert set(DATASETS) & set(defined) == {recipe.experiment.dataset} & set(DRAWN)


BUILTINS = {"bool", "enumerate", "len", "max", "min", "print", "range", "round", "sum", "zip"}


@pytest.mark.parametrize("name", RECIPES)
def test_it_can_do_nothing_but_compute_and_print(name: str) -> None:
    tree = ast.parse(script(RECIPES[name], EPOCHS))
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    assert {node.id for node in names} - bound - {"np"} <= BUILTINS
    assert not any(node.attr.startswith("_") for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    documented = [tree, *(node for node in tree.body if isinstance(node, ast.FunctionDef))]
    said = {ast.get_docstring(node, clean=False) for node in documented}
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)} - said
    assert {one for one in texts if isinstance(one, str)} <= {
        *("epoch", "train cost", "train accuracy", "test cost", "test accuracy")
    }


def test_thousands_of_edits_are_still_a_script() -> None:
    edits = tuple(Edit(epoch, "learning_rate", 0.1 + epoch * 1e-6) for epoch in range(3000))
    recipe = small(edits=edits, samples=10)
    (printed,) = run_programs([script(recipe, 3001)])
    assert_same(printed, on_screen(recipe, 3001)[1])


@given(st.floats(-MAX_WEIGHT, MAX_WEIGHT) | st.integers() | st.none())
def test_a_number_reads_back_to_the_last_bit(value: float | int | None) -> None:
    assert repr(ast.literal_eval(source.literal(value))) == repr(value)


@pytest.mark.parametrize("value", ["1", "__import__('os')", b"1", True, [1], np.float64(1.0), 1j, object()])
def test_nothing_but_a_number_becomes_source(value: object) -> None:
    with pytest.raises(TypeError, match="only numbers"):
        source.literal(value)


def test_what_has_no_annotated_signature_is_not_pasted() -> None:
    with pytest.raises(ValueError, match="no annotated signature"):
        source.plain(FEATURES["x1"])


@pytest.mark.parametrize("epoch", [-1, 1.5, "10", None, True, 10**10])
def test_an_epoch_that_is_none_is_refused(epoch: object) -> None:
    with pytest.raises(ExperimentError, match=r"epoch is .*, but it must be a whole number"):
        script(Recipe(Experiment()), epoch)
