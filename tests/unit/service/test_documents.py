"""Documents are told by their bytes; names cannot lead out of a folder or hide an ending."""

import io
import zipfile

import pytest

from monitor.domain.alert import WordsMissingError
from monitor.service.work.documents import BYTES_MAX, NAME_MAX, Given, safe_name, type_of


def office(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.txt", b"%PDF-1.7\n", "application/pdf"),
        ("a", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.csv", "имя;IMO\r\n".encode(), "text/csv"),
        ("a.md", b"plain words", "text/plain"),
        ("a.html", b"<script>alert(1)</script>", "text/plain"),
        ("a.zip", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.zip", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_type_is_told_by_the_bytes(name: str, content: bytes, media_type: str) -> None:
    assert type_of(Given(name, content)) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"GIF89a\x00",
        b"text with a nul \x00",
        "ü".encode("latin-1"),
        b"PK\x03\x04 no archive",
        office("evil.js"),
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"a" * (BYTES_MAX + 1),
    ],
)
def test_what_is_not_taken_is_refused(content: bytes) -> None:
    with pytest.raises(WordsMissingError) as refused:
        type_of(Given("a.pdf", content))
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\letter.pdf", "letter.pdf"),
        ("letter.PDF", "letter.PDF"),
        ("letter\u202efdp.exe", "letter_fdp.exe.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("письмо.pdf", "письмо.pdf"),
        ('a"b\r\nc.pdf', "a_b__c.pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given, "application/pdf") == kept


def test_long_names_are_cut_before_their_ending() -> None:
    name = safe_name("n" * 500 + ".pdf", "application/pdf")
    assert len(name) <= NAME_MAX
    assert name.endswith(".pdf")
