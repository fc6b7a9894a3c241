"""Reads list files of every known form; implements ``monitor.domain.ports.list_sources``."""

import io
import tarfile
from collections.abc import Mapping

from feeds.lists.formats import form_of, read_list, unpacked
from feeds.lists.ftm import apply_delta, is_delta
from feeds.lists.ofac_csv import PARTS
from monitor.domain.listing import KnownList
from monitor.domain.ports.list_sources import GivenList
from monitor.errors import FeedAborted

_TAR_MAGIC = b"ustar"
_TAR_MAGIC_AT = 257


class FileReader:
    """Reads list files; without state, so that any number of threads may share one."""

    def content(self, files: Mapping[str, bytes], known: KnownList) -> bytes:
        """Give what identifies a list file: it, unpacked, or all its parts in one.

        OFAC's tables come as three files, told by `sdn`, `alt` and `add` in their names, and are
        kept as one archive without times or owners: equal files give equal bytes.

        Raises:
            FeedAborted: it is larger than the list may be, or its packing is damaged.
        """
        plain = {name: unpacked(raw, known.bytes_max) for name, raw in files.items()}
        if len(plain) == 1:
            return next(iter(plain.values()))
        parts = {part_of(name): raw for name, raw in plain.items()}
        if None in parts or len(parts) != len(plain):
            raise FeedAborted(
                "several files are one list only as OFAC's SDN.CSV, ALT.CSV and ADD.CSV"
            )
        return _packed({name: parts[name] for name in PARTS if name in parts})

    def read(self, content: bytes, known: KnownList, base: bytes | None) -> GivenList:
        """Read what :meth:`content` gave.

        Raises:
            FeedAborted: the file is not that list, or not to be trusted; nothing is taken.
        """
        parts = _unpacked_parts(content)
        form = "ofac_csv" if parts is not None else form_of(content)
        if form not in known.formats:
            raise FeedAborted(
                f"the file has the form {form}, and '{known.id}' comes as {', '.join(known.formats)}"
            )
        if form == "ftm_json" and is_delta(content):
            if base is None:
                raise FeedAborted("the file is a delta: load the full file before it")
            content = apply_delta(base, content)
        found = read_list(form, parts or {"sdn": content}, known.named)
        return GivenList(
            raw=content,
            form=form,
            entries=tuple(each.entry for each in found.entries),
            amended_on={
                each.entry.ref: each.amended_on for each in found.entries if each.amended_on
            },
            published_on=found.published_on,
            notes=found.notes,
        )


def part_of(name: str) -> str | None:
    """Gives which of OFAC's tables a file's name says it is, or None."""
    stem = name.lower().rpartition("/")[2]
    return next((part for part in PARTS if part in stem), None)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, raw in parts.items():
            member = tarfile.TarInfo(f"{name}.csv")
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return packed.getvalue()


def _unpacked_parts(content: bytes) -> dict[str, bytes] | None:
    if content[_TAR_MAGIC_AT : _TAR_MAGIC_AT + len(_TAR_MAGIC)] != _TAR_MAGIC:
        return None
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
        for member in archive:
            stream = archive.extractfile(member)
            name = member.name.removesuffix(".csv")
            if stream is None or name not in PARTS:
                raise FeedAborted(
                    f"the archive holds '{member.name}', which is none of OFAC's tables"
                )
            found[name] = stream.read()
    return found
