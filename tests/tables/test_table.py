"""Tables as they come: separators, headers, names, rows; and a sentence for what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ExperimentError
from shallownet.tables.table import MAX_ROWS, SEPARATORS, Table, read_table


def cells(table: Table) -> list[list[str]]:
    return [list(row) for row in zip(*(column.tolist() for column in table.columns.values()), strict=True)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [*SEPARATORS, "  "])
def test_the_separator_is_found_out(separator: str, end: str) -> None:
    text = end.join(separator.join(row) for row in (["a", "b", "c"], ["1", "2", "x"], ["3", "4.5", "y"]))
    table = read_table(text + end)
    assert table.names == ["a", "b", "c"]
    assert cells(table) == [["1", "2", "x"], ["3", "4.5", "y"]]
    assert table.rows.tolist() == [2, 3]


def test_decimal_commas_do_not_part_cells_where_semicolons_do() -> None:
    table = read_table("1,5;2,25;a\n3,5;4,75;b\n")
    assert cells(table) == [["1,5", "2,25", "a"], ["3,5", "4,75", "b"]]


def test_quoted_cells_may_hold_anything() -> None:
    table = read_table('"name, full","x\ny",z\n"a ""b"" c", "1,5",0\n')
    assert table.names == ["name, full", "x y", "z"]
    assert cells(table) == [['a "b" c', "1,5", "0"]]


def test_a_first_row_with_a_number_is_no_header() -> None:
    table = read_table("1,2,a\n3,4,b\n", unnamed="col {number}")
    assert table.names == ["col 1", "col 2", "col 3"]
    assert table.rows.tolist() == [1, 2]


def test_empty_rows_count_as_a_spreadsheet_counts_them() -> None:
    table = read_table("a,b,c\n\n1,2,x\n,,\n  \n3,4,y\n")
    assert table.rows.tolist() == [3, 6]


def test_columns_without_a_name_of_their_own_get_one() -> None:
    table = read_table("a,,a,a (2)," + "x" * 500 + "\n" + "1,2,3,4,5\n")
    assert table.names[:4] == ["a", "column 2", "a (2)", "a (2) (2)"]
    assert len(set(table.names)) == 5
    assert max(map(len, table.names)) == 60


def test_short_rows_lack_their_last_cells_and_long_ones_make_columns() -> None:
    table = read_table("a,b,c\n1,2\n1,2,3,4\n5,6,7\n")
    assert cells(table) == [["1", "2", "", ""], ["1", "2", "3", "4"], ["5", "6", "7", ""]]
    assert table.names == ["a", "b", "c", "column 4"]


def test_a_formula_stays_the_text_it_is() -> None:
    table = read_table('a,b,c\n=1+1,"=HYPERLINK(""http://x"")",@SUM(A1)\n')
    assert cells(table) == [["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)"]]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "The table is empty"),
        (" \n,,\n\t\n", "The table is empty"),
        ("1\n2\n", "number of columns is 1, but it must be from 3 to 100"),
        ("a,b\n1,2\n", "number of columns is 2, but it must be from 3"),
        (",".join(["1"] * 101), "number of columns is 101,"),
        ('a,b,c\n1,2,"' + "x" * 200_000, r"Line \d+ of the table cannot be read .*quotation mark"),
        ("1,2,0\n" * (MAX_ROWS + 2), "more than 200,000 rows"),
        ("hello", "number of columns is 1,"),
        ("<html><body>\n<p>hello world</p></body></html>", "column"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_table_is_refused_in_one_sentence(data: str, words: str) -> None:
    with pytest.raises(ExperimentError, match=words) as caught:
        read_table(data)
    assert len(str(caught.value)) < 300
    assert str(caught.value).endswith((".", "?"))


# Line ends and spaces are the table's own.
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"])


@given(
    rows=st.lists(
        st.lists(st.text(LETTERS), min_size=3, max_size=5),
        min_size=1,
        max_size=6,
    ),
    separator=st.sampled_from(SEPARATORS),
)
def test_a_table_of_any_text_is_read_or_refused(rows: list[list[str]], separator: str) -> None:
    text = "\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    try:
        table = read_table(text)
    except ExperimentError:
        return
    assert len(set(table.names)) == len(table.names)
    assert all(table.names)
    assert all(len(column) == len(table) for column in table.columns.values())


@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=200)))
def test_any_bytes_and_any_text_are_read_or_refused(data: bytes | str) -> None:
    try:
        table = read_table(data)
    except ExperimentError:
        return
    assert 3 <= len(table.columns) <= 100
