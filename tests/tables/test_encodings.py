"""Bytes to text: every encoding a spreadsheet writes, and a sentence for what is no text."""

import zlib

import pytest

from shallownet import ExperimentError
from shallownet.tables import encodings
from shallownet.tables.encodings import MAX_BYTES, text_of

TEXT = "größe;gewicht;art\r\n1,5;-2,25;Bär\r\n" * 3


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert text_of(TEXT.encode(encoding)) == TEXT


def test_bytes_that_windows_does_not_know_are_read_as_latin_1() -> None:
    assert text_of(b"a,b,\x81\xe9\n") == "a,b,\x81é\n"


def test_pasted_text_may_begin_with_a_mark() -> None:
    assert text_of("\ufeffa,b,c") == "a,b,c"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00",  # a workbook is a zip archive
        b"%PDF-1.7\n\x00\x01\x02",
        zlib.compress(b"1,2,0\n" * 1000),
        b"\x00" * 100,
        bytes(range(256)) * 4,
        b"\xff\xfea",  # half a letter
        b"\xff\xfe\x00\x00\xff\xff\xff\xff",
        b"1,2,0\n\x00",
        "1,2\x00,0",
        "1,2,\ud800",
    ],
    ids=lambda data: repr(data)[:20],
)
def test_what_is_no_text_is_refused(data: bytes | str) -> None:
    with pytest.raises(ExperimentError, match=r"^The file is no text, but it must be .*\.$"):
        text_of(data)


def test_a_huge_file_is_refused_by_its_size_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "_decoded", lambda data: pytest.fail("it was looked at"))
    with pytest.raises(ExperimentError, match=r"^The table has 10,000,001 bytes, but it must have at most"):
        text_of(b"1" * (MAX_BYTES + 1))
    with pytest.raises(ExperimentError, match=r"^The table has 10,000,001 bytes"):
        text_of("1" * (MAX_BYTES + 1))
