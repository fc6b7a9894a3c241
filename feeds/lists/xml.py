"""XML of publishers, read element by element: no document type, no entity, no network."""

import io
from collections.abc import Iterator

from lxml import etree

from monitor.errors import FeedAborted

_TEXT_MAX = 100_000


def elements(raw: bytes, root: str, tags: frozenset[str]) -> Iterator[etree._Element]:
    """Gives the root as it opens and then each complete element of some names, and forgets it.

    Namespaces are cut off every tag, since publishers changed theirs and not their elements.

    Args:
        raw: The file.
        root: The root element that the list must have.
        tags: The names of the elements to give, each whole; they do not stand in each other.

    Raises:
        FeedAborted: where the file is no well-formed XML of that root, or declares a document
            type, the only place where entities are made.
    """
    events = etree.iterparse(
        io.BytesIO(raw),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    is_open = False
    inside: list[etree._Element] = []
    try:
        for event, element in events:
            if not is_open:
                is_open = True
                _check_root(element, root)
                yield element
            elif event == "start":
                if not inside and local(element) in tags:
                    inside.append(element)
            elif inside and element is inside[0]:
                yield inside.pop()
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise FeedAborted(f"the list is no well-formed XML: {error.msg}") from None


def local(element: etree._Element) -> str:
    """Gives the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element, *path: str) -> Iterator[etree._Element]:
    """Gives the elements at the end of a path of names below an element."""
    for child in element:
        if local(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from children(child, *path[1:])


def text_of(element: etree._Element, *path: str) -> str:
    """Gives the text of the first element at the end of a path, with single spaces."""
    for found in children(element, *path):
        return " ".join((found.text or "")[:_TEXT_MAX].split())
    return ""


def texts_of(element: etree._Element, *path: str) -> list[str]:
    """Gives the texts of all elements at the end of a path that have one."""
    found = (" ".join((each.text or "")[:_TEXT_MAX].split()) for each in children(element, *path))
    return [text for text in found if text]


def place_of(element: etree._Element) -> str:
    """Gives the line on which an element stands."""
    return f"line {element.sourceline}"


def _check_root(element: etree._Element, root: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise FeedAborted("the list declares a document type; none is read")
    if local(element) != root:
        raise FeedAborted(f"the file's root is '{local(element)}', and the list's must be '{root}'")


def _forget(element: etree._Element) -> None:
    element.clear()
    for parent in element.iterancestors():
        for before in list(element.itersiblings(preceding=True)):
            parent.remove(before)
        return
