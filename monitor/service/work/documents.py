"""Documents on alerts: told by their first bytes, kept by their digest, never shown in place."""

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from monitor.domain.alert import Action, WordsMissingError
from monitor.domain.canonical import sha256
from monitor.domain.people import Right
from monitor.domain.ports.work import Attachment
from monitor.service.ids import new_id
from monitor.service.work.asking import Asked
from monitor.service.work.desk import Desk
from monitor.service.work.doings import worded

BYTES_MAX = 10 * 1_048_576
NAME_MAX = 120
_NOTE_MAX = 500
_KIND = "attachment"
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    _OFFICE["word/"]: (".docx",),
    _OFFICE["xl/"]: (".xlsx",),
    "text/csv": (".csv",),
    "text/plain": (".txt",),
}
ALLOWED = "PDF, PNG, JPEG, DOCX and XLSX without macros, CSV and plain text"


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it was handed in; nothing of it is believed."""

    name: str
    content: bytes
    note: str = ""


def attach(desk: Desk, asked: Asked, alert_id: str, given: Given) -> Attachment:
    """Put a document on an alert, whatever its state.

    Raises:
        WordsMissingError: it is empty, too large, or of a type that is not taken.
    """
    asked.needs(Right.WORK, "attaching a document")
    media_type = type_of(given)
    name = safe_name(given.name, media_type)
    note = worded(given.note, "note", "", _NOTE_MAX) if given.note.strip() else ""
    digest = sha256(given.content)
    with desk.changing(asked) as change:
        unit, now = change.unit, change.now
        if (done := change.replied()) is not None:
            kept = desk.store.work.attachment(str(done["attachment"]))
            if kept is not None:
                return kept
        alert = change.found(alert_id)
        made = Attachment(
            id=new_id("at", now),
            alert_id=alert.id,
            digest=digest,
            name=name,
            media_type=media_type,
            size=len(given.content),
            note=note,
            added_at=now,
            added_by=asked.by,
        )
        unit.put_blob(digest, _KIND, given.content)
        unit.work.add_attachment(made)
        said = f"{name}, {made.size:,} bytes, {digest}" + (f": {note}" if note else "")
        change.tell(alert.id, Action.ATTACH, said)
        change.record(
            "alert.attach",
            alert.id,
            after={"attachment": made.id, "digest": digest, "media_type": media_type},
        )
        change.remember({"attachment": made.id})
    return made


def type_of(given: Given) -> str:
    """Tell the type of a document from its bytes.

    Raises:
        WordsMissingError: it is empty, too large, or of a type that is not taken.
    """
    content = given.content
    if not content:
        raise WordsMissingError("file", "choose a document: this one is empty")
    if len(content) > BYTES_MAX:
        raise WordsMissingError("file", f"a document has at most {BYTES_MAX // 1_048_576} MiB")
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    found = _office_type(content) if content.startswith(b"PK\x03\x04") else _text_type(given)
    if found is None:
        raise WordsMissingError("file", f"documents of this type are not taken: {ALLOWED} are")
    return found


def _office_type(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    # A macro runs where the document is opened, and that is on an officer's machine.
    if "[Content_Types].xml" not in names or any("vbaproject" in n.casefold() for n in names):
        return None
    return next(
        (kind for folder, kind in _OFFICE.items() if any(n.startswith(folder) for n in names)),
        None,
    )


def _text_type(given: Given) -> str | None:
    try:
        text = given.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(unicodedata.category(char) == "Cc" and char not in "\t\r\n\f" for char in text):
        return None
    return "text/csv" if given.name.casefold().endswith(".csv") else "text/plain"


def safe_name(name: str, media_type: str) -> str:
    """Give a name under which a document can be saved: no folders, nothing that hides its ending."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(
        char if char.isalnum() or char in " .-_()" else "_"
        for char in unicodedata.normalize("NFC", last)
    ).strip(" .")
    endings = _ENDINGS[media_type]
    stem = shown or "document"
    if not stem.casefold().endswith(endings):
        stem = f"{stem[: NAME_MAX - 5]}{endings[0]}"
    head, dot, ending = stem.rpartition(".")
    return f"{head[: NAME_MAX - 5]}{dot}{ending}"
