"""How panels write numbers."""

import numpy as np
import pytest

from shallownet.ui.panels.numbers import plain, short, styled


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


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (2.684e-12, ".3g", "2.68·10⁻¹²"),
        (-0.0012, ".3f", "−0.001"),
        (0.915, ".1%", "91.5%"),
        (1e9, ".3g", "1·10⁹"),
    ],
)
def test_a_number_keeps_its_style_and_is_set_as_in_print(value, style, text):
    assert styled(value, style) == text


def test_digits_and_chosen_numbers():
    assert plain(0.84729786, 3) == "0.847"
    assert (short(1.0), short(-0.3), short(0.01)) == ("1", "−0.3", "0.01")
