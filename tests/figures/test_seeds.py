"""Every seed a dot, the median a bar."""

import numpy as np
import pytest

from shallownet.figures.palette import PALETTE
from shallownet.figures.seeds import rounded, seeds_figure


@pytest.mark.parametrize("theme", PALETTE)
def test_dots_and_medians_are_the_numbers_given(theme):
    values = {"one": [0.3, 0.1, 0.5, 0.2], "two": [1.0, 1.0, 1.0, 1.0]}
    figure = seeds_figure(values, theme, title="title", axis="J")
    dots = [trace for trace in figure.data if trace.mode == "markers"]
    bars = [trace for trace in figure.data if trace.mode == "lines"]
    assert [trace.name for trace in dots] == list(values)
    for place, (numbers, dot, bar) in enumerate(zip(values.values(), dots, bars, strict=True)):
        np.testing.assert_array_equal(dot.y, numbers)
        assert (np.abs(dot.x - place) < 0.5).all()
        assert len(set(dot.x)) == len(numbers)
        assert set(bar.y) == {np.median(numbers)}
    assert figure.layout.xaxis.ticktext == ("one<br><b>0.250</b>", "two<br><b>1.000</b>")


def test_a_run_that_diverged_has_no_dot_and_counts_in_the_median():
    figure = seeds_figure({"one": [0.1, np.inf, 0.3]}, "light", title="", axis="")
    assert list(figure.data[0].y) == [0.1, 0.3]
    assert set(figure.data[1].y) == {0.3}
    figure = seeds_figure({"one": [0.1, np.inf, np.inf]}, "light", title="", axis="")
    assert len(figure.data) == 1
    assert figure.layout.xaxis.ticktext == ("one<br>–",)


@pytest.mark.parametrize(("number", "text"), [(-0.0001, "0.000"), (0.0, "0.000"), (-0.0126, "-0.013")])
def test_no_negative_zero_is_written(number, text):
    assert rounded(number, 3) == text
