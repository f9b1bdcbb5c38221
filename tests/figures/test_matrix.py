"""Matrices as HTML: numbers that can be read and compared, entries that are outlined."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from shallownet.figures.matrix import Matrix, matrices_html, number_text, number_texts, power_text, table_html
from shallownet.figures.palette import PALETTE


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ([0.1234567, -2.5], ["0.123", "−2.500"]),
        ([0.0123456, 0.0], ["0.01235", "0.00000"]),
        ([-0.0, 1.0], ["0.000", "1.000"]),
        ([1.0, 2e-7, -3e-9], ["1.000", "2·10⁻⁷", "−3·10⁻⁹"]),
        ([12345.678], ["12346"]),
        ([1.5e-9, 0.0], ["1.50·10⁻⁹", "0"]),
        ([-2.5e12], ["−2.50·10¹²"]),
        ([], []),
    ],
)
def test_numbers_share_their_decimals(value, texts):
    assert number_texts(value) == texts


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_said(value):
    assert number_text(value).strip("−") in ("nan", "inf")


@pytest.mark.parametrize("theme", PALETTE)
def test_a_matrix_is_a_table_with_its_entries_marked(theme):
    value = np.array([[1.0, -2.0, 0.0], [3.0, 4.0, 5.0]])
    root = ElementTree.fromstring(matrices_html([Matrix("dZ1", value, "(2, 3)", {(0, 1)})], theme))
    cells = list(root.iter("td"))
    assert [cell.text for cell in cells] == ["1.000", "−2.000", "0.000", "3.000", "4.000", "5.000"]
    assert [cell.get("data-marked") for cell in cells] == [None, "1", None, None, None, None]
    assert [th.text for th in root.iter("th")] == [None, "1", "2", "3", "1", "2"]


def test_a_single_number_has_no_indices():
    root = ElementTree.fromstring(matrices_html([Matrix("J", np.array(0.693))], "light"))
    assert [cell.text for cell in root.iter("td")] == ["0.6930"]
    assert not list(root.iter("th"))


def test_powers_of_ten_as_they_are_written():
    assert [power_text(exponent) for exponent in (-12, 0, 7)] == ["10⁻¹²", "10⁰", "10⁷"]


def test_a_tables_texts_are_escaped():
    root = ElementTree.fromstring(table_html(["a", "b"], [["<b>", "1 & 2"]], "dark", 'a "table"'))
    assert [cell.text for cell in root.iter("td")] == ["<b>", "1 & 2"]
    assert root.get("aria-label") == 'a "table"'
