"""Training goes on in turns."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from shallownet.ui.process import Turns


def test_whoever_comes_later_waits_for_one_turn_of_a_long_computation() -> None:
    turns, taken = Turns(), []
    begun, came = threading.Event(), threading.Event()

    def long_computation() -> None:
        for piece in range(20):
            with turns:
                begun.set()
                if piece == 0:
                    came.wait(5)
                    time.sleep(0.05)  # the other one stands in the queue by now
                taken.append("long")

    def short_one() -> None:
        begun.wait(5)
        came.set()
        with turns:
            taken.append("short")

    threads = [threading.Thread(target=work) for work in (long_computation, short_one)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == ["long", "short", *["long"] * 19]


def test_one_at_a_time() -> None:
    turns, inside, most = Turns(), [], []

    def work() -> None:
        for _ in range(50):
            with turns:
                inside.append(1)
                most.append(len(inside))
                time.sleep(0)
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 200
    assert max(most) == 1
    assert not turns.locked()


def test_a_turn_ends_when_its_work_fails() -> None:
    turns = Turns()

    def fail() -> None:
        with turns:
            assert turns.locked()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not turns.locked()


@pytest.mark.parametrize("before", ["", "import pandas; "], ids=["alone", "after pandas"])
def test_scikit_learn_is_read_without_pandas_which_is_there_all_the_same(before: str) -> None:
    program = (
        f"import sys; {before}"
        "from shallownet.ui.process import read_scikit_learn; read_scikit_learn();"
        f"assert ('pandas' in sys.modules) is {bool(before)};"
        "from sklearn.datasets import make_moons; X, _ = make_moons(10, random_state=0);"
        "import pandas; assert pandas.DataFrame(X).shape == (10, 2)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
