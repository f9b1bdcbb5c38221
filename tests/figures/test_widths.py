"""Medians over the width, and the middle half of the seeds."""

import numpy as np
import pytest

from shallownet.figures.palette import PALETTE
from shallownet.figures.widths import widths_figure

NAMES = {"title": "title", "units": "units", "axis": "accuracy"}


@pytest.mark.parametrize("theme", PALETTE)
def test_lines_are_medians_and_bands_the_middle_half(theme):
    numbers = np.array([[0.1, 0.2, 0.3, 0.4, 0.5], [0.5, 0.6, np.inf, 0.8, np.nan]])
    figure = widths_figure([1, 20], {"train": numbers, "test": numbers - 0.1}, theme, **NAMES)
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert [line.name for line in lines] == ["train", "test"]
    np.testing.assert_allclose(lines[0].y, [0.3, 0.6])
    np.testing.assert_allclose(lines[1].y, [0.2, 0.5])
    np.testing.assert_allclose(bands[0].y, [0.4, 0.7, 0.55, 0.2])
    assert list(bands[0].x) == ["1", "20", "20", "1"]


def test_a_width_without_numbers_is_left_out():
    numbers = np.array([[np.nan, np.nan], [0.5, 0.7]])
    figure = widths_figure([1, 5], {"train": numbers, "test": numbers * np.nan}, "light", **NAMES)
    (line,) = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert list(line.x) == ["5"]
    assert list(figure.layout.xaxis.categoryarray) == ["1", "5"]
