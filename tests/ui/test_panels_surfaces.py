"""The cost surfaces: any two parameters, any epoch; the mirror, and what ends it."""

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.landscape import landscape, landscape_over
from shallownet.core.plane import principal_plane, random_plane, through_two
from shallownet.ui.panels.planes import AXES
from shallownet.ui.panels.surfaces import other_weights_apart, show_mirror, show_surface

from .panel_app import PanelApp, live_run, nudge_at, number, rest_at

pytestmark = pytest.mark.slow


def test_the_surface_tells_its_epoch_and_how_far_the_path_is_from_it():
    live = live_run(Experiment())
    rest_at(live, 400)
    said = PanelApp(show_surface, live).said["surface_height"]
    known, rows = live.at(400)[0]
    land = landscape(known, int(rows[-1]), "W1[1,1]", "W2[1,1]")
    assert (said["first"], said["second"], said["epoch"]) == ("W1[1,1]", "W2[1,1]", 400)
    assert number(said["height"]) == pytest.approx(land.largest_height, abs=1e-3)
    assert said["cost"] == f"{train(Experiment(), 400, [400]).train_loss[-1]:.4f}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_parameter_can_be_chosen(theme):
    live = live_run(Experiment(hidden_units=2))
    panel = PanelApp(show_surface, live, theme)
    for entry in live.known.shape.entries():
        said = panel.choose("selectbox", "first", entry)["surface_height"]
        assert said["first"] == entry != said["second"]
    panel.choose("selectbox", "first", "b2")
    assert panel.choose("selectbox", "second", "W1[2,2]")["surface_height"]["second"] == "W1[2,2]"
    # A choice that a smaller network does not have gives way.
    live.change(hidden_units=1)
    assert panel.run()["surface_height"]["second"] in live.known.shape.entries()


@pytest.mark.parametrize("kind", AXES)
def test_the_floor_can_be_any_plane(kind):
    live = live_run(Experiment())
    rest_at(live, 400)
    panel = PanelApp(show_surface, live)
    said = panel.choose("selectbox", "axes", kind)
    known, rows = live.at(400)[0]
    run = known.select(slice(int(rows[-1]) + 1))
    planes = {
        "weights": through_two(run.parameters[-1], "W1[1,1]", "W2[1,1]"),
        "random": random_plane(run.parameters[-1], 1),
        "principal": principal_plane(run),
    }
    land = landscape_over(planes[kind], run, points=5)
    assert number(said["surface_height"]["height"]) == pytest.approx(land.largest_height, abs=1e-3)
    assert said["surface_seen"]["seen"] == f"{planes[kind].share_seen(run.flat[0], run.flat[-1]):.0%}"
    assert {f"surface_{one}" for one in AXES} & set(said) == {f"surface_{kind}"}
    if kind == "principal":
        shares = [panel.said["surface_principal_title"]["share"]]
        assert shares == [f"{planes[kind].shares[1]:.0%}"]
    if kind == "random":
        height = said["surface_height"]["height"]
        assert panel.choose("selectbox", "draw", 3)["surface_height"]["height"] != height


def test_a_path_that_has_not_moved_has_no_directions_of_its_own():
    panel = PanelApp(show_surface, live_run(Experiment(initializer="zeros")))
    said = panel.choose("selectbox", "axes", "principal")
    assert said["surface_still"] == {"epoch": panel.app.session_state["context"].run.epoch}
    assert not panel.app.get("plotly_chart")
    said = panel.choose("selectbox", "axes", "random")
    assert "surface_height" in said
    assert "surface_seen" not in said


def test_a_network_is_chosen_where_there_are_several():
    live = live_run(Experiment(), [{"learning_rate": 0.1}, {"learning_rate": 1.2}])
    rest_at(live, 200)
    panel = PanelApp(show_surface, live)
    for rate in (0.1, 1.2):
        said = panel.choose("selectbox", "network", str(rate))["surface_height"]
        expected = train(Experiment(learning_rate=rate), 200, [200]).train_loss[-1]
        assert said["cost"] == f"{expected:.4f}"


def test_twins_are_mirrored_and_stay_on_the_diagonal():
    live = live_run(Experiment(initializer="constant"))
    rest_at(live, 300)
    said = PanelApp(show_mirror, live).said
    assert "mirror_on_diagonal" in said
    assert number(said["mirror_equal"]["asymmetry"]) < 1e-12
    assert not {"mirror_ended", "mirror_never", "mirror_off_diagonal"} & set(said)


def test_a_nudge_ends_the_mirror_of_the_unit_it_frees_alone():
    live = live_run(Experiment(initializer="constant"))
    rest_at(live, 100)
    nudge_at(live, 100, 0.1)
    rest_at(live, 400)
    panel = PanelApp(show_mirror, live)
    assert "mirror_equal" in panel.said
    assert "mirror_on_diagonal" in panel.said
    said = panel.choose("selectbox", "unit_b", 4)
    assert said["mirror_ended"]["by"] > 100
    assert number(said["mirror_ended"]["asymmetry"]) > 1e-6
    assert number(said["mirror_off_diagonal"]["distance"]) > 0


def test_a_random_start_has_no_mirror():
    live = live_run(Experiment())
    rest_at(live, 100)
    said = PanelApp(show_mirror, live).said
    assert number(said["mirror_never"]["apart"]) > 0
    assert "mirror_off_diagonal" in said


def test_one_unit_has_nothing_to_be_compared_with():
    panel = PanelApp(show_mirror, live_run(Experiment(hidden_units=1)))
    assert "mirror_one" in panel.said
    assert not panel.app.get("plotly_chart")


def test_any_two_units_and_any_input():
    panel = PanelApp(show_mirror, live_run(Experiment(features=("x1", "x2", "x1x2"))))
    said = panel.choose("selectbox", "unit_a", 2)
    assert next(iter(said.values())) is not None
    said = panel.choose("selectbox", "unit_b", 4)
    said = panel.choose("selectbox", "input", 3)
    assert (said["mirror_never"]["first"], said["mirror_never"]["second"]) == ("W1[2,3]", "W1[4,3]")


@pytest.mark.parametrize("panel", [show_surface, show_mirror])
@pytest.mark.parametrize(
    "settings",
    [*({"activation": name} for name in ACTIVATIONS), *({"initializer": name} for name in INITIALIZERS)],
    ids=[*ACTIVATIONS, *INITIALIZERS],
)
def test_every_activation_and_start_can_be_drawn(panel, settings):
    live = live_run(Experiment(samples=50, **settings))
    rest_at(live, 20)
    PanelApp(panel, live)


def test_other_weights_leave_out_the_one_that_is_varied():
    run = train(Experiment(initializer="constant"), 10, 1)
    flat = run.flat.copy()
    flat[:, run.shape.place_of("W1[2,1]")] += 0.5
    assert (other_weights_apart(run.shape, flat, 1, 2, 1) == 0).all()
    np.testing.assert_allclose(other_weights_apart(run.shape, flat, 1, 2, 2), 0.5)
    flat[3, run.shape.place_of("W2[1,2]")] -= 2.0
    np.testing.assert_array_equal(np.flatnonzero(other_weights_apart(run.shape, flat, 1, 2, 1)), [3])


@pytest.mark.parametrize("panel", [show_surface, show_mirror])
def test_pictures_have_words(panel):
    charts = PanelApp(panel, live_run(Experiment())).app.get("plotly_chart")
    expected = {show_surface: ["surface_picture_3d", "surface_picture_2d"], show_mirror: ["mirror_picture"]}
    assert [chart.proto.alt for chart in charts] == expected[panel]
