"""Training for a panel: in pieces, between which others get the lock."""

import threading
import time

import pytest

from shallownet import Experiment, Recipe, train
from shallownet.core.replay import begin, reach
from shallownet.ui.panels.training import Kept, in_pieces, train_in_pieces
from shallownet.ui.process import BLOCK_SECONDS, TRAINING


def test_whoever_waits_gets_the_lock_between_two_pieces():
    order, waits = [], threading.Event()

    def somebody_else():
        waits.set()
        with TRAINING:
            order.append("somebody else")

    other = threading.Thread(target=somebody_else)

    def step(seconds):
        assert seconds == BLOCK_SECONDS
        assert TRAINING.locked()
        if not order:
            other.start()
            waits.wait()
            time.sleep(0.05)  # until it waits for the lock
        order.append("piece")
        return order.count("piece") == 3

    assert sum(1 for _ in in_pieces(step)) == 2
    other.join()
    assert order == ["piece", "somebody else", "piece", "piece"]
    assert not TRAINING.locked()


def test_what_a_piece_has_given_is_kept():
    kept = [Kept([begin(Recipe(Experiment(samples=20, seed=seed)))]) for seed in (1, 2)]
    pieces = train_in_pieces(kept, lambda runs, _seconds: reach(runs, 2000, 1e-4))
    next(pieces)
    assert all(0 < one.runs[0].epochs[-1] < 2000 for one in kept)
    for _ in pieces:
        pass
    for one in kept:
        run = one.runs[0]
        expected = train(run.experiment, 2000, [2000])
        assert run.train_loss[run.row_at(2000)] == expected.train_loss[-1]


def test_a_step_that_fails_gives_the_lock_back():
    def step(_seconds):
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        list(in_pieces(step))
    assert not TRAINING.locked()
