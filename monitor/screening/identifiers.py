"""Numbers of parties and ships: one form each, which forms are looked up, what contradicts.

A ship's IMO number and a company's are issued apart and may have the same digits; the scheme keeps
them apart here too. Case rules of crypto addresses follow their encodings: hexadecimal (EIP-55 is a
checksum only) and Bech32 (BIP 173) carry no case, Base58 does.
"""

import unicodedata
from collections.abc import Iterable

from monitor.domain.listing import ListEntry

# Numbers that one bearer has once: another value with an equal name speaks for somebody else.
_ONE_EACH = ("lei", "imo_company", "registration")
_BECH32 = ("bc1", "tb1", "ltc1", "bnb1", "cosmos1", "addr1")
_TITLES = {
    "imo": "IMO number", "imo_company": "IMO company number", "bic": "BIC", "lei": "LEI",
    "mmsi": "MMSI", "call_sign": "call sign", "iban": "IBAN", "tax": "tax number",
    "registration": "registration number", "national_id": "national identity number",
}  # fmt: skip


def normalise_identifier(scheme: str, value: str) -> str:
    """Gives the one form of a number: no spaces or signs, capitals, a BIC without its branch.

    Crypto addresses keep their case where case carries meaning.
    """
    if scheme == "crypto_address":
        address = value.strip()
        lowered = address.lower()
        return lowered if lowered.startswith(("0x", *_BECH32)) else address
    bare = "".join(char for char in unicodedata.normalize("NFKC", value) if char.isalnum()).upper()
    if scheme == "bic" and len(bare) == 11:
        return bare[:8]
    if scheme in {"imo_company", "imo"}:
        return bare.removeprefix("IMO")
    return bare


def number_forms(scheme: str, value: str) -> tuple[str, ...]:
    """Gives the forms under which a number is looked up and indexed; none for an empty one."""
    bare = normalise_identifier(scheme, value)
    # Passports of this regime are quoted with and without the two letters of their class.
    if scheme == "passport" and bare[:2].isalpha() and bare[2:].isdigit():
        return bare, bare[2:]
    return (bare,) if bare else ()


def scheme_title(scheme: str) -> str:
    """Gives the name of a kind of number as a person knows it."""
    return _TITLES.get(scheme, scheme.replace("_", " "))


def contradiction(given: Iterable[tuple[str, str]], entry: ListEntry) -> str | None:
    """Says which number of a bearer of an equal name is another than the entry's.

    Args:
        given: Scheme and value of the numbers that the event gives.
        entry: The entry whose name is equal or alike.
    """
    for scheme, value in given:
        if scheme not in _ONE_EACH:
            continue
        listed = [each for each in entry.identifiers if each.scheme == scheme]
        forms = {form for each in listed for form in number_forms(scheme, each.value)}
        if forms and forms.isdisjoint(number_forms(scheme, value)):
            title = scheme_title(scheme)
            return f"but {title} {value} is another than the entry's {listed[0].value}"
    return None
