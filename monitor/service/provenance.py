"""What judgements rest on, kept by digest before it is first used (design decision 9)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitor.domain.canonical import canonical_json
from monitor.domain.listing import ListSnapshot
from monitor.domain.ports import Unit
from monitor.errors import StoreError
from monitor.screening.snapshot import Spellings, read_snapshot, read_spellings

RULEBOOK = "rulebook"
LISTS = "lists"
INPUTS = "inputs"


@dataclass(frozen=True, slots=True)
class Kept:
    """Content with the digest that names it."""

    digest: str
    kind: str
    content: bytes


class Provenance:
    """Puts the rulebook and the lists into the store with the first batch that uses them."""

    def __init__(self, items: tuple[Kept, ...]) -> None:
        self._items = items
        self._done = False

    def keep(self, unit: Unit) -> None:
        """Put everything that is not known to be stored."""
        if self._done:
            return
        for item in self._items:
            unit.put_blob(item.digest, item.kind, item.content)

    def is_kept(self) -> None:
        """Note that the transaction committed."""
        self._done = True


def pack_rulebook(files: Mapping[str, bytes]) -> bytes:
    """Pack the files of a rulebook into one canonical document that rebuilds them to the bit."""
    return canonical_json({path: content.decode() for path, content in files.items()})


def unpack_rulebook(content: bytes) -> dict[str, bytes]:
    """Give back the files of a packed rulebook.

    Raises:
        StoreError: the content is no packed rulebook.
    """
    try:
        packed = json.loads(content)
        return {str(path): str(text).encode() for path, text in packed.items()}
    except (ValueError, AttributeError) as error:
        msg = f"the kept content is no rulebook: {error}"
        raise StoreError(msg) from error


@dataclass(frozen=True, slots=True)
class KeptLists:
    """What an index was made of."""

    snapshots: tuple[ListSnapshot, ...]
    spellings: Spellings
    country_words: Mapping[str, list[str]]
    has_matching: bool


def unpack_lists(blob: Callable[[str], bytes], digest: str) -> KeptLists:
    """Give back what an index was made of, part by part as its document names them.

    Raises:
        StoreError: it is not kept, or is no document of an index.
    """
    try:
        document = json.loads(blob(digest))
        return KeptLists(
            snapshots=tuple(read_snapshot(blob(part)) for part in document["lists"]),
            spellings=read_spellings(blob(document["spellings"])),
            country_words=document["country_words"],
            has_matching="matching" in document,
        )
    except KeyError as error:
        msg = f"what the lists {digest} were made of is not kept: {error}"
        raise StoreError(msg) from None
    except (ValueError, TypeError) as error:
        msg = f"the kept content is no document of lists: {error}"
        raise StoreError(msg) from error
