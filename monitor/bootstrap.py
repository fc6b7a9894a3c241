"""Wires the concrete classes; the only place that knows which ones there are.

Each part is made when it is first asked for, so that judging a file never opens a store.
"""

import gc
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import monitor
from monitor.domain.canonical import canonical_json
from monitor.domain.clock import Clock, SystemClock
from monitor.errors import RuleError, StoreError
from monitor.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from alerts.store import SqlStore
    from monitor.domain.listing import ListSnapshot
    from monitor.domain.ports.outbox import Carrier
    from monitor.engine.pipeline import Engine
    from monitor.rulebook.book import RuleBook
    from monitor.screening.index import ListIndex
    from monitor.screening.snapshot import Spellings
    from monitor.service.access import Access
    from monitor.service.ingest import Ingest
    from monitor.service.limits import Limits
    from monitor.service.notify.notifier import Notifier
    from monitor.service.notify.plan import Channel, Plan
    from monitor.service.provenance import Kept

_LIST = "lists/un-sc-1718.ndjson"
_SPELLINGS = "lists/spellings.ndjson"
_TARGET_WORDS = "dprk_place_names"
_RUNBOOKS = "docs/runbooks/"


def shipped(name: str, inside: str, sign: str) -> Traversable | None:
    """Find a folder that came with the program: in the package, else in the checkout beside it.

    Args:
        name: Its path in the checkout.
        inside: Its name in the installed package.
        sign: A file that it holds, or nothing.
    """
    package = files("monitor")
    for folder in (package / inside, Path(str(package)).parent / name):
        if folder.is_dir() and (not sign or (folder / sign).is_file()):
            return folder
    return None


def shipped_rules() -> Traversable:
    """Find the rulebook that came with the program.

    The working directory is never looked at: a rulebook found by chance would judge by chance.

    Raises:
        RuleError: there is none.
    """
    found = shipped("rules", "_rules", "rulebook.yaml")
    if found is None:
        msg = "no rulebook came with this installation: name a folder with --rules"
        raise RuleError(msg)
    return found


class Wiring:
    """Everything that a door calls, made on demand from the settings."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()

    @property
    def rules_folder(self) -> Traversable:
        """The rulebook's folder: the one named, else the one that came with the program.

        Raises:
            RuleError: there is none.
        """
        named = self.settings.rules
        if named is None:
            return shipped_rules()
        if not (named / "rulebook.yaml").is_file():
            msg = f"'{named}' is no rulebook: it holds no rulebook.yaml"
            raise RuleError(msg)
        return named

    @property
    def rules_label(self) -> str:
        """The rulebook's name in messages."""
        return "rules" if self.settings.rules is None else str(self.settings.rules)

    @cached_property
    def book(self) -> "RuleBook":
        """The rulebook in use.

        Raises:
            RuleErrors: with every fault of every file.
        """
        return self.book_in(self.rules_folder, self.rules_label)

    def book_in(self, folder: Traversable, label: str | None = None) -> "RuleBook":
        """Load the rulebook of a folder.

        Raises:
            RuleErrors: with every fault of every file.
        """
        from monitor.rulebook.book import load_rulebook

        return load_rulebook(folder, label)

    def stored_book(self, digest: str) -> "RuleBook":
        """Rebuild a kept rulebook by its digest.

        Raises:
            StoreError: it is not kept, or it is not what its digest says.
        """
        from monitor.rulebook.book import load_rulebook_from_files
        from monitor.service.provenance import unpack_rulebook

        try:
            content = self.store.blob(digest)
        except KeyError:
            msg = f"no rulebook {digest} is kept in this store"
            raise StoreError(msg) from None
        book = load_rulebook_from_files(unpack_rulebook(content))
        if book.digest != digest:
            msg = f"the rulebook kept under {digest} gives {book.digest}: the store was changed"
            raise StoreError(msg)
        return book

    @cached_property
    def list_parts(self) -> "tuple[ListSnapshot, Spellings]":
        """The Council's list as it was shipped, and the spellings that the project adds."""
        from monitor.screening.snapshot import read_snapshot, read_spellings

        lists, spellings = self._list_files()
        return read_snapshot(lists), read_spellings(spellings)

    def lists_for(self, book: "RuleBook") -> "ListIndex":
        """Index the lists; what is hung on names as a country comes from the rulebook."""
        from monitor.screening.index import ListIndex

        snapshot, spellings = self.list_parts
        return ListIndex(snapshot, spellings=spellings, country_words=_country_words(book))

    @property
    def lists_alone(self) -> "ListIndex":
        """Index the lists without a rulebook, for checks of one that does not load."""
        from monitor.screening.index import ListIndex

        snapshot, spellings = self.list_parts
        return ListIndex(snapshot, spellings=spellings)

    @cached_property
    def lists(self) -> "ListIndex":
        """The lists in use."""
        return self.lists_for(self.book)

    @property
    def lists_as_of(self) -> "date":
        """The day for which the list stands."""
        return self.list_parts[0].as_of

    def engine_for(self, book: "RuleBook") -> "Engine":
        """Compile a rulebook."""
        from monitor.engine.pipeline import Engine

        lists = self.lists if book is self.book else self.lists_for(book)
        return Engine(book, lists)

    @cached_property
    def engine(self) -> "Engine":
        """The engine of the rulebook in use."""
        engine = self.engine_for(self.book)
        # It lives as long as the process; searching it for garbage took a tenth of an intake.
        gc.collect()
        gc.freeze()
        return engine

    @cached_property
    def store(self) -> "SqlStore":
        """The store, made where there is none yet.

        Raises:
            StoreError: the database cannot be reached or is newer than this program.
        """
        from alerts.store import SqlStore

        return SqlStore.open(self.settings.store_url)

    def existing_store(self) -> "SqlStore":
        """Open the store, which must be there.

        Raises:
            StoreError: there is none yet.
        """
        if not self.settings.has_store:
            msg = f"there is no store in '{self.settings.data}' yet: run ingest or serve first"
            raise StoreError(msg)
        return self.store

    @cached_property
    def ingest(self) -> "Ingest":
        """The main job."""
        from monitor.service.ingest import Ingest
        from monitor.service.provenance import Provenance

        provenance = Provenance(self.kept_for(self.book, self.lists))
        return Ingest(self.store, self.engine, provenance, self.clock, monitor.__version__)

    def kept_for(self, book: "RuleBook", lists: "ListIndex") -> "tuple[Kept, ...]":
        """Give what judgements by this rulebook and these lists rest on, to be kept by digest."""
        from monitor.service.provenance import LISTS, RULEBOOK, Kept, pack_rulebook

        snapshot, spellings = self.list_parts
        content, added = self._list_files()
        # The index's digest names this document; the parts that it names are kept beside it.
        whole = canonical_json(
            {
                "lists": [snapshot.digest],
                "spellings": spellings.digest,
                "country_words": _country_words(book),
            }
        )
        return (
            Kept(book.digest, RULEBOOK, pack_rulebook(book.files)),
            Kept(snapshot.digest, LISTS, content),
            Kept(spellings.digest, LISTS, added),
            Kept(lists.digest, LISTS, whole),
        )

    @cached_property
    def limits(self) -> "Limits":
        """The state of every limit."""
        from monitor.service.limits import Limits

        return Limits(self.store, self.book)

    @cached_property
    def access(self) -> "Access":
        """People, sessions, and the record of what people did."""
        from monitor.service.access import Access

        store = self.store
        return Access(store.people, store.audit, store.keys, self.clock)

    @cached_property
    def signing_key(self) -> str:
        """What signs cookies and forms; made on the first start and kept in the data folder.

        Raises:
            StoreError: it can neither be read nor made, or it is too short.
        """
        from monitor.service.signing_key import checked_key, read_or_make_key
        from monitor.settings import SIGNING_KEY

        named = self.settings.signing_key
        return checked_key(named, SIGNING_KEY) if named else read_or_make_key(self.settings.data)

    @cached_property
    def notifier(self) -> "Notifier":
        """Notifications, by the file that the settings name; without one nobody is told anything.

        Raises:
            PlanError: the file cannot be used.
        """
        from random import random

        from monitor.service.notify.notifier import Notifier
        from monitor.service.notify.plan import Plan, PlanError, read_plan

        file = self.settings.notify
        try:
            plan = Plan() if file is None else read_plan(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            msg = f"the file of notifications '{file}' cannot be read: {error}"
            raise PlanError(msg) from None
        carriers = {channel.name: self._carrier(plan, channel) for channel in plan.channels}
        return Notifier(self.store, plan, carriers, self.clock, random)

    def _carrier(self, plan: "Plan", channel: "Channel") -> "Carrier":
        from monitor.service.notify.plan import secret_of, signing_secret
        from monitor.settings import read_secret

        if channel.kind == "webhook":
            from alerts.channels.webhook import WebhookCarrier

            return WebhookCarrier(
                channel.url or "", signing_secret(channel, read_secret), self.clock.now
            )
        from alerts.channels.mail import Mailbox, MailCarrier

        assert plan.mail is not None
        mail = plan.mail
        password = None
        if mail.user is not None:
            password = secret_of(mail.password_file, mail.password_env, read_secret)
        mailbox = Mailbox(mail.host, mail.port, mail.security, mail.sender, mail.user, password)
        return MailCarrier(mailbox, channel.to)

    def _list_files(self) -> tuple[bytes, bytes]:
        """Read the lists: of the rulebook's folder where it has any, else the shipped ones."""
        folder = self.rules_folder
        if not folder.joinpath(_LIST).is_file():
            folder = shipped_rules()
        return folder.joinpath(_LIST).read_bytes(), folder.joinpath(_SPELLINGS).read_bytes()

    def close(self) -> None:
        """Close what was opened."""
        if "store" in vars(self):
            self.store.close()


class Runbooks:
    """The runbooks that came with the program."""

    def text(self, path: str) -> str | None:
        """Give the runbook that a rule names, or ``None`` if it is not shipped."""
        name = path.removeprefix(_RUNBOOKS)
        folder = shipped("docs/runbooks", "_runbooks", "")
        if folder is None or not path.startswith(_RUNBOOKS) or "/" in name or "\\" in name:
            return None
        file = folder.joinpath(name)
        return file.read_text(encoding="utf-8") if file.is_file() else None


def project_text(path: str) -> str | None:
    """Give a file of the project that rule files name, such as a runbook."""
    return Runbooks().text(path)


def _country_words(book: "RuleBook") -> "Mapping[str, list[str]]":
    """Give the words that sources hang on a name for the target country."""
    places = book.vocab.raw("places")
    words = places.get(_TARGET_WORDS) if isinstance(places, dict) else None
    return {book.target_country: [str(word) for word in words]} if isinstance(words, list) else {}
