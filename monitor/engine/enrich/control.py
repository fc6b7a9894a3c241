"""How a listing reaches a party: by its own name, its owner, its principal, or a chain of them."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from monitor.domain.canonical import plain_decimal
from monitor.domain.event.party import Identifier, Owner, Party
from monitor.domain.finding import Evidence
from monitor.domain.listing import Candidate
from monitor.rulebook.vocab import Vocab
from monitor.screening.identifiers import normalise_identifier
from monitor.screening.normalise import name_key

# An event may name a thousand parties; beyond so many listed ones it is flagged many times over.
_FOLLOWED_MAX = 50
SELF, OWNER, ACTING_FOR, CHAIN = "self", "owner", "acting_for", "chain"


@dataclass(frozen=True, slots=True)
class Reach:
    """One way in which a listing reaches a party or a hull.

    ``through`` is ``self``, ``owner``, ``acting_for`` or ``chain``; ``certain`` holds where both
    the identity with the entry and the tie to the party are; ``says`` tells of the tie.
    """

    match: Candidate
    through: str = SELF
    certain: bool = False
    says: str = ""

    @property
    def evidence(self) -> Evidence:
        """Say which entry it is, why, and how it reaches the party."""
        entry = self.match.entry
        why = "; ".join((*self.match.why, self.says) if self.says else self.match.why)
        return Evidence(self.match.path, entry.name, f"{entry.ref} on the list: {why}")


@dataclass(frozen=True, slots=True)
class _Tie:
    """A party to the event that another party to it owns, or for which it acts."""

    holder: int
    through: str
    certain: bool
    says: str


def itself(match: Candidate) -> Reach:
    """Take a candidate as what it is: the party or hull itself."""
    return Reach(match, SELF, match.certain)


def majority_of(vocab: Vocab) -> Decimal | None:
    """Give the share that is taken as ownership; None where the rulebook names none."""
    stated = vocab.lists.get("control", {}).get("majority_percent", ())
    return Decimal(stated[0]) if stated else None


def reaches(
    parties: Sequence[Party], candidates: Sequence[Candidate], majority: Decimal | None
) -> tuple[tuple[Reach, ...], ...]:
    """Give, for each party, every way in which a listing reaches it.

    "Owned or controlled, directly or indirectly" (1718:8(d)) and "acting on behalf or at the
    direction" (2094:8, 2270:10) are followed through the parties that the event names.
    """
    if not candidates:
        return ((),) * len(parties)
    direct = [_direct(party, index, candidates, majority) for index, party in enumerate(parties)]
    found = [list(each) for each in direct]
    ties = _ties(parties, majority)
    if ties:
        listed = [index for index, each in enumerate(direct) if each]
        listed.sort(key=lambda index: not any(reach.certain for reach in direct[index]))
        for index in listed[:_FOLLOWED_MAX]:
            for holder, step in _reached_from(index, ties):
                found[holder].extend(_handed_on(direct[index], step))
    return tuple(map(_distinct, found))


def _direct(
    party: Party, index: int, candidates: Sequence[Candidate], majority: Decimal | None
) -> tuple[Reach, ...]:
    path = f"parties/{index}"
    found: list[Reach] = []
    owned: list[tuple[Owner, Candidate]] = []
    for match in candidates:
        if match.path == path:
            found.append(itself(match))
        elif match.path == f"{path}/acting_for":
            found.append(Reach(match, ACTING_FOR, match.certain, "the party acts for it"))
        elif match.path.startswith(f"{path}/owners/"):
            owned.append((party.owners[int(match.path.rpartition("/")[2])], match))
    found.extend(_owned(owned, majority))
    return tuple(found)


def _owned(owned: Sequence[tuple[Owner, Candidate]], majority: Decimal | None) -> Iterator[Reach]:
    shares = {
        match.path: owner.share_percent for owner, match in owned if owner.share_percent is not None
    }
    together = sum(shares.values(), Decimal(0)) if len(shares) > 1 else None
    for owner, match in owned:
        certain, says = _stake(owner.share_percent, majority)
        if not certain and together is not None and owner.share_percent is not None:
            says = (
                f"{says}; the owners that may be listed hold {plain_decimal(together)} % together"
            )
        yield Reach(match, OWNER, match.certain and certain, says)


def _stake(share: Decimal | None, majority: Decimal | None) -> tuple[bool, str]:
    """Tell whether a share decides that the owner controls the party, and say so."""
    if share is None:
        return False, "it owns the party, and no share is told: whether it controls it is open"
    given = plain_decimal(share)
    if majority is not None and share >= majority:
        return True, f"it owns {given} % of the party, which is taken as control"
    return False, f"it owns {given} % of the party: whether it controls it is open"


@dataclass(frozen=True, slots=True)
class _Step:
    """The way from a listed party to another one that it owns or that acts for it."""

    through: str
    certain: bool
    said: tuple[str, ...]


def _reached_from(start: int, ties: Mapping[int, Sequence[_Tie]]) -> Iterator[tuple[int, _Step]]:
    """Follow ties from a listed party to all that it controls, the certain ways first."""
    sure: deque[tuple[_Tie, _Step]] = deque()
    open_: deque[tuple[_Tie, _Step]] = deque()
    seen = {start}

    def note(index: int, before: _Step | None) -> None:
        for tie in ties.get(index, ()):
            if before is None:
                step = _Step(tie.through, tie.certain, (tie.says,))
            else:
                step = _Step(CHAIN, before.certain and tie.certain, (*before.said, tie.says))
            (sure if step.certain else open_).append((tie, step))

    note(start, None)
    while sure or open_:
        tie, step = (sure or open_).popleft()
        if tie.holder not in seen:
            seen.add(tie.holder)
            yield tie.holder, step
            note(tie.holder, step)


def _handed_on(reached: Sequence[Reach], step: _Step) -> Iterator[Reach]:
    for reach in reached:
        through = step.through if reach.through == SELF else CHAIN
        says = "; ".join(filter(None, (reach.says, *step.said)))
        yield replace(reach, through=through, certain=reach.certain and step.certain, says=says)


def _ties(parties: Sequence[Party], majority: Decimal | None) -> Mapping[int, Sequence[_Tie]]:
    """Give, by owner or principal, who among the parties is owned by it or acts for it."""
    if all(party.acting_for is None and not party.owners for party in parties):
        return {}
    by_name, by_number = _bearers(parties)
    found: dict[int, list[_Tie]] = {}
    for index, party in enumerate(parties):
        for behind, tie in _ties_of(party, index, by_name, by_number, majority):
            if behind != index:
                found.setdefault(behind, []).append(tie)
    return found


def _ties_of(
    party: Party,
    index: int,
    by_name: Mapping[str, int],
    by_number: Mapping[tuple[str, str], int],
    majority: Decimal | None,
) -> Iterator[tuple[int, _Tie]]:
    here = f"parties/{index}"
    if party.acting_for is not None:
        behind = by_name.get(name_key(party.acting_for))
        if behind is not None:
            says = f"{here} acts for parties/{behind}"
            yield behind, _Tie(index, ACTING_FOR, certain=True, says=says)
    for owner in party.owners:
        named = by_name.get(name_key(owner.name)) if owner.name is not None else None
        numbered = (by_number.get(number) for number in _numbers(owner.identifiers))
        certain, says = _stake(owner.share_percent, majority)
        for behind in sorted(each for each in {*numbered, named} if each is not None):
            yield behind, _Tie(index, OWNER, certain, f"parties/{behind} owns {here}: {says}")


def _bearers(parties: Sequence[Party]) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Give the first party that bears a name or a number."""
    by_name: dict[str, int] = {}
    by_number: dict[tuple[str, str], int] = {}
    for index, party in enumerate(parties):
        names = (party.name, *party.other_names) if party.name is not None else party.other_names
        for key in {name_key(name) for name in names} - {""}:
            by_name.setdefault(key, index)
        for number in _numbers(party.identifiers):
            by_number.setdefault(number, index)
    return by_name, by_number


def _numbers(identifiers: Sequence[Identifier]) -> Iterator[tuple[str, str]]:
    for number in identifiers:
        yield number.scheme, normalise_identifier(number.scheme, number.value)


def _distinct(found: Sequence[Reach]) -> tuple[Reach, ...]:
    """Keep one reach a way and entry, the surest."""
    kept: dict[tuple[str, str, str, str], Reach] = {}
    for reach in found:
        entry = reach.match.entry
        key = (reach.through, entry.list, entry.ref, reach.match.path)
        known = kept.get(key)
        if known is None or (reach.certain and not known.certain):
            kept[key] = reach
    return tuple(kept.values())
