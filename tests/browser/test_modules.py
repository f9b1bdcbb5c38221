"""The stage's modules compute what NumPy computes, served as files or packed into one text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from shallownet import Experiment
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.cost import measure
from shallownet.core.features import FEATURES, expand
from shallownet.core.network import forward
from shallownet.core.parameters import Parameters
from shallownet.stage import assets
from shallownet.ui.lessons import LESSONS
from tools.server import Server

from .stage import Stage

pytestmark = pytest.mark.browser

TOLERANCE = {"rtol": 1e-5, "atol": 1e-5}
GRID = np.unique([*np.linspace(-40, 40, 1601), *np.linspace(-1, 1, 401), -1000, 1000, -1e-8, 1e-8, -0.0, 0])


@pytest.fixture
def modules(page: Page, server: Server) -> Any:
    """Evaluates JavaScript with a module of the stage: ``modules("network.js", script, argument)``."""
    Stage.open(page, server.url).pause()
    folder = f"/_stcore/bidi-components/{assets.component_name()}"

    def evaluate(name: str, script: str, argument: object = None) -> Any:
        return page.evaluate(
            f"async argument => ({script})(await import('{folder}/{name}'), argument)", argument
        )

    return evaluate


def test_every_activation_is_numpys(modules: Any) -> None:
    names = modules("activations.js", "module => Object.keys(module.ACTIVATIONS)")
    assert set(names) == set(ACTIVATIONS)
    for slope in (0.01, 0.3):
        values = modules(
            "activations.js",
            """(module, [z, slope]) => Object.fromEntries(Object.entries(module.ACTIVATIONS).map(
                ([name, row]) => [name, ["value", "slope"].map(g => z.map(z => row[g](z, slope)))]))""",
            [GRID.tolist(), slope],
        )
        for name, activation in ACTIVATIONS.items():
            for browsers, numpys in zip(values[name], (activation.value, activation.slope), strict=True):
                np.testing.assert_allclose(browsers, numpys(GRID, slope), **TOLERANCE, err_msg=name)


def test_every_input_is_numpys(modules: Any) -> None:
    x1, x2 = np.random.RandomState(0).uniform(-6, 6, (2, 500))
    values = modules(
        "features.js",
        """(module, [x1, x2]) => Object.fromEntries(Object.entries(module.FEATURES).map(
            ([name, row]) => [name, x1.map((_, i) => row.value(x1[i], x2[i]))]))""",
        [x1.tolist(), x2.tolist()],
    )
    assert set(values) == set(FEATURES)
    for name, feature in FEATURES.items():
        np.testing.assert_allclose(values[name], feature(x1, x2), **TOLERANCE, err_msg=name)


def test_numbers_are_set_as_in_print(modules: Any) -> None:
    written = modules(
        "surface.js",
        """({ NumberStyle }) => {
            const numbers = new NumberStyle("en");
            const small = [-1.25e-5, 0, 0.25, -1e7].map((value) => numbers.parameter(value));
            return [...small, numbers.scientific(-3.44e-5), numbers.scientific(0), numbers.loss(2.5e9)];
        }""",
    )
    small = ["−1.25·10⁻⁵", "0.0000", "0.2500", "−1.00·10⁷"]
    assert written == [*small, "−3.4·10⁻⁵", "0", "2.500·10⁹"]


def test_what_is_painted_is_numpys(modules: Any) -> None:
    """The output and a hidden unit over the grid of the map, in the browser's 32 bits."""
    random = np.random.RandomState(1)
    names = tuple(FEATURES)
    for number, activation in enumerate(ACTIVATIONS):
        for problem in ("classification", "regression"):
            features = names[: 1 + number % len(names)]
            n_x, n_h = len(features), (1, 4, 50)[number % 3]
            parameters = Parameters(
                *(0.3 * random.randn(*shape) for shape in ((n_h, n_x), (n_h, 1), (1, n_h), (1, 1)))
            )
            run = {
                "features": features,
                "hidden_units": n_h,
                "activation": activation,
                "leaky_slope": 0.2,
                "problem": problem,
                "extent": 4,
                "y_range": [0, 1],
            }
            points = np.concatenate([random.uniform(-4, 4, (2, 50)), random.randint(0, 2, (1, 50))])
            painted = modules(
                "network.js",
                """(module, [run, parameters, unit, points]) => {
                    const plane = new module.PlaneEvaluator(run);
                    const values = Float32Array.from(parameters);
                    plane.evaluate(values, 0);
                    plane.evaluateUnit(values, 0, unit);
                    const [x1, x2, y] = points;
                    const cost = module.meanCost(run, {x1, x2, y, count: y.length}, values, 0);
                    return {size: plane.size, A2: [...plane.a2], A1: [...plane.unitA], cost};
                }""",
                [run, parameters.flat().tolist(), n_h - 1, points.tolist()],
            )
            dataset = "moons" if problem == "classification" else "plane"
            experiment = Experiment(dataset, problem=problem, activation=activation, leaky_slope=0.2)
            X = expand(points[:2], features)
            cost, _ = measure(experiment, parameters.shape, parameters.flat()[np.newaxis], X, points[2:])
            np.testing.assert_allclose(painted["cost"], cost[0], rtol=1e-5)
            line = np.linspace(-4, 4, painted["size"])
            x1, x2 = np.meshgrid(line, line[::-1])
            X = np.stack([x1.ravel(), x2.ravel()])
            expected = forward(parameters, expand(X, features), activation, problem, 0.2)
            for values, wanted in ((painted["A2"], expected.A2[0]), (painted["A1"], expected.A1[-1])):
                # A sum of large terms may be small: what counts is the range that the colours span.
                span = max(1.0, np.abs(wanted).max())
                np.testing.assert_allclose(
                    np.divide(values, span), wanted / span, **TOLERANCE, err_msg=f"{activation}, {problem}"
                )


def test_what_was_used_longest_ago_is_forgotten_where_runs_take_too_much(modules: Any) -> None:
    left = modules(
        "players.js",
        """module => {
            const players = new module.Players();
            const use = (name, bytes, view = null) => {
                const player = players.named(name);
                Object.assign(player, {history: {bytes}, view});
                return player;
            };
            const onThePage = {root: document.body}, taken = {root: document.createElement("div")};
            const shown = use("shown", 60e6, onThePage);
            const first = use("first", 60e6, taken);
            const kept = [use("second", 60e6, taken), use("third", 60e6, taken)];
            players.named("fourth");
            const holds = player => [...players.byName.values()].includes(player);
            return {shown: holds(shown), first: holds(first), kept: kept.map(holds)};
        }""",
    )
    assert left == {"shown": True, "first": False, "kept": [True, True]}


def test_as_many_runs_are_kept_as_the_app_has_stages_and_some_more(modules: Any) -> None:
    kept, pictures = modules(
        "players.js",
        """(module, count) => {
            const players = new module.Players();
            const names = Array.from({length: count}, (_, i) => String(i));
            const used = names.map(name => {
                const player = players.named(name);
                player.view = {root: document.createElement("div")};
                return player;
            });
            const kept = used.filter((player, i) => players.byName.get(names[i]) === player);
            return [kept.length, used.filter(player => player.view).length];
        }""",
        40,
    )
    stages = sum(scene.experiment is not None for lesson in LESSONS.values() for scene in lesson.scenes)
    assert stages + 2 + 8 <= kept < 40
    assert 0 < pictures < 10


def test_the_packed_text_is_a_module(page: Page) -> None:
    page.goto("about:blank")  # the app's own pages run no script of that kind
    exported = page.evaluate(
        """async text => {
            const address = URL.createObjectURL(new Blob([text], {type: "text/javascript"}));
            const module = await import(address);
            return Object.fromEntries(Object.entries(module).map(([name, value]) => [name, typeof value]));
        }""",
        assets.packed_script(),
    )
    assert exported == {"default": "function"}


def test_patience_learnt_from_one_server_does_not_hold_for_another(modules: Any) -> None:
    learnt, anew = modules(
        "asking.js",
        """module => {
            const asking = new module.Asking();
            asking.connect(() => {});
            asking.ask({pending: null}, 0);
            asking.answered(30000);
            asking.ask({pending: null}, 40000);
            const learnt = asking.patience();
            asking.meetAnother();
            return [learnt, asking.patience()];
        }""",
    )
    assert (learnt, anew) == (90_000, 2_000)
