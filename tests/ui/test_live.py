"""The run behind a stage: answers are functions of what is asked."""

import json
import threading

import numpy as np
import pytest

from shallownet import Edit, Experiment, ExperimentError, Recipe, train
from shallownet.core.datasets import DATASETS
from shallownet.core.replay import fill
from shallownet.ui import shared_runs
from shallownet.ui.ask import Ask
from shallownet.ui.live import LiveRun
from shallownet.ui.process import TRAINING
from tests.data import data_of


def live_run(**settings):
    return LiveRun("stage", Experiment(**settings), {"play": "Play"}, {"light": {}})


def ask(live, after, **more):
    message = {"recipe": live.recipe.hash, "from": after, "stride": 5, "frames": 4, "limit": 1000}
    return Ask.parse({**message, "have_run": live.recipe.run_hash, **more})


def unpacked(live):
    """The header of the block, and its numbers after the points."""
    block = live.block()
    length = int.from_bytes(block[:4], "little")
    header = json.loads(block[4 : 4 + length])
    numbers = np.frombuffer(block[4 + length :], "<f4")
    if "run" in header:
        numbers = numbers[3 * (header["run"]["train"] + header["run"]["test"]) :]
    return header, numbers


def opened(live):
    """The header of the block and its frames' epochs and training losses."""
    header, numbers = unpacked(live)
    if not header["count"]:
        return header, [], numbers
    frames = numbers.reshape(header["count"], -1)
    return header, frames[:, 0].copy().view(np.uint32).tolist(), frames[:, 1]


def losses(recipe, epochs):
    return train(recipe, max(epochs), epochs).train_loss.astype(np.float32)


def test_the_first_block_describes_the_run_and_begins_at_epoch_0():
    header, epochs, loss = opened(live_run())
    assert header["from"] == -1
    assert header["run"]["labels"] == {"play": "Play"}
    assert epochs[:3] == [0, 5, 10]
    np.testing.assert_array_equal(loss, losses(Experiment(), epochs))


def test_an_answer_follows_the_epoch_asked_from_whatever_was_asked_before():
    live, other = live_run(), live_run()
    for after in (0, 5, 300, 20, 20):
        live.reply(ask(live, after))
    other.reply(ask(other, 20))
    (header, epochs, loss), (other_header, other_epochs, other_loss) = opened(live), opened(other)
    assert header == {**other_header, "session": header["session"], "answer": header["answer"]}
    assert epochs == other_epochs == [25, 30, 35, 40]
    np.testing.assert_array_equal(loss, other_loss)
    assert header["from"] == 20
    assert "run" not in header


def test_a_block_is_the_same_until_it_is_asked_again():
    live = live_run()
    live.reply(ask(live, 0))
    first = live.block()
    assert live.block() == first
    # Streamlit keeps from a stage what it was just given, and the stage would wait for an answer.
    live.reply(ask(live, 0))
    assert live.block() != first


def test_an_edit_takes_effect_at_the_epoch_on_screen():
    live = live_run()
    live.reply(ask(live, 100))
    old = live.recipe
    live.change(learning_rate=0.1)
    header, _, _ = opened(live)
    assert header["pending"] == {"id": 1}
    assert header["recipe"] == old.hash
    assert live.settings.learning_rate == 0.1
    live.reply(ask(live, 37, pending=1))
    recipe = Recipe(Experiment(), (Edit(37, "learning_rate", 0.1),))
    assert live.recipe == recipe
    header, epochs, loss = opened(live)
    assert (header["base"], header["cut"], header["pending"]) == (old.hash, 37, None)
    assert epochs == [42, 47, 52, 57]
    np.testing.assert_array_equal(loss, losses(recipe, epochs))
    live.reply(ask(live, 30))
    _, epochs, loss = opened(live)
    np.testing.assert_array_equal(loss, losses(recipe, epochs))


def test_knobs_moved_before_the_stage_answers_are_one_edit():
    live = live_run()
    live.change(learning_rate=0.1)
    live.change(l2=1.0)
    live.reply(ask(live, 5, pending=1))
    assert live.recipe.edits == ()
    assert live.pending is not None
    live.reply(ask(live, 10, pending=2))
    assert live.recipe.edits == (Edit(10, "learning_rate", 0.1), Edit(10, "l2", 1.0))


def test_an_edit_in_the_past_keeps_what_the_knobs_show():
    live = live_run()
    live.change(learning_rate=0.5)
    live.reply(ask(live, 300, pending=1))
    live.change(l2=0.3)
    live.reply(ask(live, 50, pending=2))
    assert live.recipe.edits == (Edit(50, "learning_rate", 0.5), Edit(50, "l2", 0.3))
    assert (live.settings.learning_rate, live.settings.l2) == (0.5, 0.3)


def test_a_knob_moved_and_moved_back_is_no_edit():
    live = live_run()
    live.reply(ask(live, 100))
    recipe = live.recipe
    live.change(learning_rate=0.1)
    live.change(learning_rate=1.2)
    live.reply(ask(live, 37, pending=2))
    header, epochs, _ = opened(live)
    assert live.recipe == recipe
    assert header["pending"] is None
    assert header["from"] == 37
    assert epochs[0] == 42


def test_a_reseed_told_twice_is_done_once():
    live = live_run()
    told = ask(live, 300, action="reseed")
    live.reply(told)
    live.reply(told)
    assert live.recipe == Recipe(Experiment(seed=3))


def test_training_holds_the_lock_of_the_process(monkeypatch):
    held = []
    monkeypatch.setattr(
        shared_runs.TRAINER,
        "fill",
        lambda *asked: held.append(TRAINING.locked()) or fill(*asked),
    )
    live = live_run()
    live.reply(ask(live, 0))
    assert held == [True]  # what was trained for the first block is known
    assert not TRAINING.locked()


def test_other_settings_start_a_new_run_with_the_settings_now_in_force():
    live = live_run()
    live.change(learning_rate=0.1)
    live.change(hidden_units=7)
    assert live.recipe == Recipe(Experiment(learning_rate=0.1, hidden_units=7))
    assert live.pending is None
    header, epochs, _ = opened(live)
    assert header["from"] == -1
    assert epochs[0] == 0
    assert header["base"] is None


def test_a_stage_that_shows_another_recipe_is_given_this_one_from_the_start():
    live = live_run()
    live.reply(ask(live, 300, recipe="something else", have_run=None))
    header, epochs, _ = opened(live)
    assert header["from"] == -1
    assert epochs == [0, 5, 10, 15]
    assert "run" in header


def test_new_random_weights_are_a_new_seed():
    live = live_run()
    live.reply(ask(live, 300, action="reseed"))
    assert live.recipe == Recipe(Experiment(seed=3))


@pytest.mark.parametrize(
    ("field", "value"), [("hidden_units", 51), ("learning_rate", float("nan")), ("features", ())]
)
def test_a_refused_value_changes_nothing(field, value):
    live = live_run()
    live.reply(ask(live, 0))
    recipe, block = live.recipe, live.block()
    with pytest.raises(ExperimentError, match=field):
        live.change(**{field: value})
    assert live.recipe == recipe
    assert live.block() == block


def test_an_experiment_too_costly_for_a_shared_machine_is_refused_with_what_is_allowed():
    live = live_run(samples=10_000)
    recipe = live.recipe
    with pytest.raises(ExperimentError, match=r"batch_size is 1, .* at least \d+") as refused:
        live.change(batch_size=1)
    assert live.recipe == recipe
    assert live.pending is None
    live.change(batch_size=int(str(refused.value).split("at least ")[1].split(" ")[0]))


def test_the_end_of_a_run_is_told():
    live = live_run()
    live.reply(ask(live, 0, frames=50, limit=23))
    header, epochs, _ = opened(live)
    assert epochs == [5, 10, 15, 20, 23]
    assert header["end"] == {"kind": "finished", "epoch": 23}
    live.reply(ask(live, 23, limit=100))
    header, epochs, _ = opened(live)
    assert epochs == [28, 33, 38, 43]
    assert header["end"] is None


def test_a_diverged_run_ends_at_its_last_good_epoch():
    live = live_run(activation="relu", learning_rate=100.0)
    header, epochs, loss = opened(live)
    expected = train(Experiment(activation="relu", learning_rate=100.0), 100, 1)
    assert header["end"] == {
        "kind": "diverged",
        "epoch": expected.diverged_at,
        "last_good": expected.diverged_at - 1,
    }
    assert epochs[-1] == expected.diverged_at - 1
    assert np.isfinite(loss).all()
    live.reply(ask(live, epochs[-1]))
    header, epochs, _ = opened(live)
    assert epochs == []
    assert header["end"]["kind"] == "diverged"


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_data_set_goes_to_the_screen(dataset):
    live = live_run(**data_of(dataset), learning_rate=0.1)
    _, epochs, loss = opened(live)
    assert len(epochs) == 30
    assert np.isfinite(loss).all()


@pytest.mark.parametrize(
    "message",
    [None, "ask", 3, [], {}, {"recipe": 7}, {"recipe": None}],
)
def test_what_is_not_an_ask_is_not_heard(message):
    assert Ask.parse(message) is None


def test_numbers_in_an_ask_are_kept_within_bounds():
    wild = {
        "recipe": "r",
        "from": 10**400,
        "stride": -4,
        "frames": 10**9,
        "limit": float("nan"),
        "pending": True,
    }
    parsed = Ask.parse({**wild, "action": "rm", "have_run": 3})
    assert parsed.after == 10**9
    assert parsed.stride == 1
    assert parsed.frames == 600
    assert parsed.limit == 100_000
    assert parsed.pending is None
    assert parsed.action is None
    assert parsed.have_run is None


@pytest.mark.parametrize("settings", [{"hidden_units": 7}, {"learning_rate": 0.5}], ids=str)
def test_a_knob_moved_while_an_answer_is_trained_waits_for_it(monkeypatch, settings):
    # Streamlit runs the page for the knob in another thread, beside the one that still trains.
    live = live_run()
    live.change(learning_rate=0.3)
    answer = ask(live, 0, pending=1)
    knob = threading.Thread(target=live.change, kwargs=settings)

    def train_meanwhile(*args):
        if knob.ident is None:
            knob.start()
            knob.join(0.2)
        return fill(*args)

    monkeypatch.setattr(shared_runs.TRAINER, "fill", train_meanwhile)
    live.reply(answer)
    knob.join()
    assert live.settings == Experiment(**{"learning_rate": 0.3, **settings})
    header, epochs, loss = opened(live)
    assert header["recipe"] == live.recipe.hash
    assert live.known.shape == live.recipe.experiment.shape
    np.testing.assert_array_equal(loss, losses(live.recipe, epochs))


def test_what_others_have_had_trained_is_known_and_not_sent():
    mine, others = live_run(), live_run()
    others.reply(ask(others, 200, frames=100))
    assert others.sent == 700
    assert mine.known.epochs[-1] == 700
    assert mine.sent == 145
    mine.reply(ask(mine, 145))
    assert mine.sent == 165
    mine.change(learning_rate=0.3)
    mine.reply(ask(mine, 100, pending=1, frames=2))
    assert mine.sent == 110
