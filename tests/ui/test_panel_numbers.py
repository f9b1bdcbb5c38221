"""How panels write numbers."""

import numpy as np
import pytest

from shallownet.ui.panels.numbers import plain, short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.25, "0.2500"),
        (-12.5, "−12.5000"),
        (0.00123, "0.0012"),
        (4.5399e-5, "4.54·10⁻⁵"),
        (-1.5e-17, "−1.50·10⁻¹⁷"),
        (1.0e271, "1.00·10²⁷¹"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (np.nan, "–"),
    ],
)
def test_a_number_is_written_plainly(value, text):
    assert plain(value) == text


def test_digits_and_chosen_numbers():
    assert plain(0.84729786, 3) == "0.847"
    assert (short(1.0), short(-0.3), short(0.01)) == ("1", "−0.3", "0.01")
