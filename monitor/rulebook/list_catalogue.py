"""The sanctions lists that can be loaded, declared in ``rules/lists/lists.yaml``."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from monitor.domain.listing import KnownList
from monitor.rulebook.issues import did_you_mean, errors_of, listed
from monitor.rulebook.records import Key, ListOf, MapOf, Record, optional
from monitor.rulebook.shapes import Choice, Flag, Node, Number, Text, read_document
from monitor.rulebook.yaml12 import Plain, read_yaml

FILE = "lists/lists.yaml"
FORMATS = (
    "un_xml", "vessels_csv", "ofac_xml", "ofac_csv", "eu_xml", "uk_xml", "uk_csv", "ftm_json",
    "senzing_json", "ndjson",
)  # fmt: skip
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_DATASET = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
_HOST = Text(r"[a-z0-9.-]+(?::\d+)?", "a host's name", hint=" Write it without scheme and path")
_WHOLE = Number(is_whole=True)


@dataclass(frozen=True, slots=True)
class ListCatalogue:
    """The known lists by id."""

    lists: Mapping[str, KnownList]

    def __iter__(self) -> Iterator[KnownList]:
        """Give the known lists in the order of the file."""
        return iter(self.lists.values())

    def find(self, list_id: str) -> KnownList:
        """Give the list of an id; a member of a family such as ``ftm-<dataset>`` is made of it.

        Raises:
            KeyError: no list of that id is known; the message names those that are.
        """
        known = self.lists.get(list_id)
        if known is not None:
            return known
        for family in self:
            dataset = list_id.removeprefix(f"{family.id}-")
            if family.is_family and dataset != list_id and _DATASET.fullmatch(dataset):
                return replace(
                    family, id=list_id, named=list_id, title=f"{family.title}: {dataset}"
                )
        hint = did_you_mean(list_id, self.lists)
        raise KeyError(f"no list '{list_id}' is known; there are {listed(self.lists)}.{hint}")


def read_catalogue(content: bytes, label: str = FILE) -> ListCatalogue:
    """Read the declared lists.

    Raises:
        RuleErrors: with every fault of the file.
    """
    document = read_yaml(content, label)
    found = read_document(MapOf(_LIST, _ID, "small letters, digits and '-'"), document)
    if found is None or document.issues:
        raise errors_of(document.issues)
    lists = {
        list_id: replace(known, id=list_id, named=known.named or list_id)
        for list_id, known in found.items()
    }
    return ListCatalogue(lists)


def is_fetchable(url: str) -> bool:
    """Tell whether an address may be fetched: by TLS, or without on this machine alone."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _known_list(**keys: object) -> KnownList:
    for name in ("entries_min", "stale_after_days", "bytes_max"):
        keys[name] = int(keys[name])  # type: ignore[call-overload] # a whole number was read
    return KnownList(id="", **keys)  # type: ignore[arg-type] # each key has its own shape


def _check_url(node: Node, value: Mapping[str, Plain]) -> None:
    url = value.get("url")
    if isinstance(url, str) and not is_fetchable(url):
        node.child("url").note(
            "RB016", "'url' must begin with https:// (http:// only on this machine). Correct it"
        )


_LIST: Record[KnownList] = Record(
    build=_known_list,
    keys={
        "title": Key(Text(), "the list's name"),
        "issuer": Key(Text(), "who publishes it"),
        "named": optional(Text(_ID, "the id of a list"), "the list that it is a part of", ""),
        "formats": Key(ListOf(Choice(FORMATS)), "the forms in which it is read"),
        "drives": optional(ListOf(Text()), "programmes whose entries drive findings", ()),
        "entries_min": optional(_WHOLE, "fewer entries are refused", 1),
        "stale_after_days": optional(_WHOLE, "the age from which it is stale", 7),
        "bytes_max": optional(_WHOLE, "a larger file is not read", 200_000_000),
        "url": optional(Text(), "where its publisher gives it away"),
        "redirect_hosts": optional(ListOf(_HOST), "other hosts it may lead to", ()),
        "is_family": optional(
            Flag(), "whether datasets of it are loaded side by side", default=False
        ),
    },
    check=_check_url,
)
