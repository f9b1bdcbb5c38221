"""Numbers as people write them, and what is none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.tables.cells import decimal_mark, is_missing, number_of, numbers_of

NONE = None


@pytest.mark.parametrize(
    ("cell", "mark", "number"),
    [
        ("1", ".", 1.0),
        ("+1.5", ".", 1.5),
        ("-.5", ".", -0.5),
        ("−2.5", ".", -2.5),
        ("3.", ".", 3.0),
        ("1e-3", ".", 0.001),
        ("1E5", ".", 1e5),
        ("1,5", ",", 1.5),
        ("-1,5e2", ",", -150.0),
        ("1,234", ".", 1234.0),
        ("1,234,567.25", ".", 1234567.25),
        ("1.234.567,25", ",", 1234567.25),
        ("1 234,5", ",", 1234.5),
        ("1\u202f234\u00a0567", ".", 1234567.0),
        ("1,5", ".", NONE),
        ("1.5", ",", NONE),
        ("12,34,567", ".", NONE),
        ("1.2.3", ".", NONE),
        ("1 2", ".", NONE),
        ("", ".", NONE),
        (".", ".", NONE),
        ("nan", ".", NONE),
        ("inf", ".", NONE),
        ("-Infinity", ".", NONE),
        ("1e999", ".", NONE),
        ("1e99999999999", ".", NONE),
        ("1_000", ".", NONE),
        ("0x10", ".", NONE),
        ("١٢", ".", NONE),
        ("5 kg", ".", NONE),
        ("=1+1", ".", NONE),
        ("+A1", ".", NONE),
        ("@SUM(A1)", ".", NONE),
        ("1" * 61, ".", NONE),
    ],
)
def test_a_cell_is_a_number_or_none(cell: str, mark: str, number: float | None) -> None:
    assert number_of(cell, mark) == number


@pytest.mark.parametrize(
    ("cells", "separator", "mark"),
    [
        (["1.5", "2"], ",", "."),
        (["1", "2"], ";", "."),
        (["1,5", "2"], ";", ","),
        (["1,5", "2"], ",", ","),
        (["1,234", "5"], ",", "."),
        (["1,234", "1,5"], ",", ","),
        (["1,234", "5"], ";", ","),
        (["1,234", "1,234.5"], ";", "."),
        (["1.234,5", "1,234"], ",", ","),
    ],
)
def test_a_column_has_one_decimal_mark(cells: list[str], separator: str, mark: str) -> None:
    assert decimal_mark(cells, separator) == mark


@pytest.mark.parametrize("cell", ["", "NA", "n/a", "NaN", "NULL", "?", "#N/A"])
def test_what_says_nothing_is_missing(cell: str) -> None:
    assert is_missing(cell)
    assert number_of(cell) is None


@given(number=st.floats(-1e300, 1e300), mark=st.sampled_from(".,"))
def test_a_number_that_is_written_out_comes_back_to_the_last_bit(number: float, mark: str) -> None:
    assert number_of(repr(number).replace(".", mark), mark) == number


@given(cells=st.lists(st.text(max_size=20), max_size=8), separator=st.sampled_from(",;\t|"))
def test_any_text_is_a_finite_number_or_none(cells: list[str], separator: str) -> None:
    assert all(number is None or math.isfinite(number) for number in numbers_of(cells, separator))
