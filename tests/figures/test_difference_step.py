"""The relative error against the step."""

import pytest

from shallownet.figures.difference_step import difference_step
from shallownet.figures.palette import PALETTE


@pytest.mark.parametrize("theme", PALETTE)
def test_the_chosen_step_stands_out_and_an_error_of_0_is_left_out(theme):
    figure = difference_step(
        [1.0, 1e-3, 1e-6], [0.1, 1e-8, 0.0], 1e-3, 1e-7, theme, {"step": "h", "error": "error"}
    )
    assert list(figure.data[0].y) == [0.1, 1e-8, None]
    sizes = figure.data[0].marker.size
    assert sizes[1] > sizes[0] == sizes[2]
    assert figure.layout.xaxis.title.text == "h"
    assert figure.layout.yaxis.type == "log"
