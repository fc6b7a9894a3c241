"""Wires the concrete classes; the only place that knows which ones there are.

Each part is made when it is first asked for, so that judging a file never opens a store.
"""

import gc
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import monitor
from monitor.domain.canonical import canonical_json
from monitor.domain.clock import Clock, SystemClock
from monitor.errors import RuleError, StoreError
from monitor.settings import Settings
from monitor.shipped import shipped_rules

if TYPE_CHECKING:
    from datetime import date

    from alerts.store import SqlStore
    from monitor.domain.ports.outbox import Carrier
    from monitor.engine.clearing import Clearances
    from monitor.engine.pipeline import Engine
    from monitor.list_wiring import ListWiring
    from monitor.rulebook.book import RuleBook
    from monitor.rulebook.list_catalogue import ListCatalogue
    from monitor.screening.index import ListIndex
    from monitor.screening.matching import Matching
    from monitor.screening.snapshot import Spellings
    from monitor.screening_wiring import ScreeningWiring
    from monitor.service.access import Access
    from monitor.service.ingest import Ingest
    from monitor.service.limits import Limits
    from monitor.service.list_shelf import ListShelf, ListsInUse
    from monitor.service.list_watch import ListWatch
    from monitor.service.lists import ListImport
    from monitor.service.notify.notifier import Notifier
    from monitor.service.notify.plan import Channel, Plan
    from monitor.service.out import Out
    from monitor.service.provenance import Kept
    from monitor.service.restored_books import RestoredBooks

_LIST = "lists/un-sc-1718.ndjson"
_SPELLINGS = "lists/spellings.ndjson"
_GARBAGE_THRESHOLDS = (50_000, 20, 100)
"""A batch holds some 20,000 objects until it is written. To search them for garbage with every
700th new one, as Python does by itself, took a tenth of an intake; they end without that."""


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
    def spellings(self) -> "Spellings":
        """The spellings that the project adds to entries."""
        from monitor.screening.snapshot import read_spellings

        return read_spellings(self._list_files()[1])

    @property
    def shelf(self) -> "ListShelf":
        """The lists: what was taken in, and what was shipped of the rest. Makes no store."""
        shelf = self._shelf
        if shelf.store is None and self.has_store:
            shelf.store = self.store.lists
        return shelf

    @cached_property
    def _shelf(self) -> "ListShelf":
        from monitor.screening.snapshot import read_snapshot
        from monitor.service.list_shelf import ListShelf

        content, _ = self._list_files()
        return ListShelf(read_snapshot(content), content)

    @property
    def has_store(self) -> bool:
        """Tell whether there is a store, without making one; an empty database is none."""
        if "store" in vars(self):
            return True
        if not self.settings.has_store:
            return False
        from alerts.schema import is_made

        return is_made(self.settings.store_url)

    @cached_property
    def lists_in_use(self) -> "ListsInUse":
        """The lists that events are judged with; :attr:`list_watch` changes them."""
        return self.shelf.in_use()

    @cached_property
    def catalogue(self) -> "ListCatalogue":
        """The lists that can be loaded: of the rulebook's folder where it says, else as shipped.

        Raises:
            RuleErrors: with every fault of the file.
        """
        from monitor.rulebook.list_catalogue import FILE, read_catalogue

        folder = self.rules_folder
        if not folder.joinpath(FILE).is_file():
            folder = shipped_rules()
        return read_catalogue(folder.joinpath(FILE).read_bytes())

    @cached_property
    def list_import(self) -> "ListImport":
        """What takes list files in."""
        from feeds.lists.reader import FileReader
        from monitor.service.lists import ListImport

        shipped = self.shelf.shipped_parts()
        return ListImport(self.store, self.store.lists, FileReader(), self.clock, shipped)

    @cached_property
    def listing(self) -> "ListWiring":
        """What fetches the lists, shows how fresh they are, and makes a past index again."""
        from monitor.list_wiring import ListWiring

        return ListWiring(self)

    @cached_property
    def list_watch(self) -> "ListWatch":
        """What changes over to other lists while the process runs, and tells who asked."""
        from monitor.service.list_watch import ListWatch

        return ListWatch(self.shelf, self.lists_in_use, self._put_to_use)

    def _put_to_use(self, in_use: "ListsInUse") -> None:
        """Judge with other lists from the next batch on."""
        from monitor.service.provenance import Provenance

        self.lists_in_use = in_use
        self.lists = self.lists_for(self.book)
        gc.unfreeze()
        self.__dict__.pop("engine", None)
        if "ingest" in vars(self):
            self.ingest.judge_with(self.engine, Provenance(self.kept_for(self.book, self.lists)))

    def lists_for(self, book: "RuleBook", in_use: "ListsInUse | None" = None) -> "ListIndex":
        """Index the lists; what is hung on names as a country comes from the rulebook.

        Args:
            book: The rulebook.
            in_use: The lists as they stood on another day, in place of those in use.
        """
        from monitor.screening.index import ListIndex
        from monitor.screening_wiring import country_words

        return ListIndex(
            *(in_use or self.lists_in_use).snapshots,
            spellings=self.spellings,
            country_words=country_words(book),
            matching=self.matching,
        )

    @cached_property
    def matching(self) -> "Matching":
        """When names count as alike: of the rulebook's folder where it says so, else as shipped.

        Raises:
            MatchingError: the file of thresholds cannot be used.
        """
        from monitor.screening.matching import FILE, read_matching

        folder = self.rules_folder
        if not folder.joinpath(FILE).is_file():
            folder = shipped_rules()
        return read_matching(folder.joinpath(FILE).read_bytes())

    @property
    def lists_alone(self) -> "ListIndex":
        """Index the lists without a rulebook, for checks of one that does not load."""
        from monitor.screening.index import ListIndex

        return ListIndex(*self.lists_in_use.snapshots, spellings=self.spellings)

    @cached_property
    def lists(self) -> "ListIndex":
        """The lists in use."""
        return self.lists_for(self.book)

    @property
    def lists_as_of(self) -> "date":
        """The day for which the Council's list stands."""
        return self.lists_in_use.as_of

    def lists_known_on(self, day: "date") -> "ListsInUse":
        """Give the lists as they were known on a past day.

        Raises:
            NotKnownThen: no file of the Council's list is kept that was published by then.
        """
        return self.shelf.known_on(day)

    def engine_for(
        self,
        book: "RuleBook",
        clearances: "Clearances | None" = None,
        in_use: "ListsInUse | None" = None,
    ) -> "Engine":
        """Compile a rulebook.

        Args:
            book: The rules.
            clearances: Cleared matches as they stood at another instant, in place of now.
            in_use: The lists as they stood on another day, in place of those in use.
        """
        from monitor.engine.pipeline import Engine

        is_now = in_use is None or in_use is self.lists_in_use
        lists = self.lists if is_now and book is self.book else self.lists_for(book, in_use)
        return Engine(book, lists, clearances or self.screening.live_clearances)

    @cached_property
    def screening(self) -> "ScreeningWiring":
        """What screens by hand, remembers what was cleared, and follows changes of the lists."""
        from monitor.screening_wiring import ScreeningWiring

        return ScreeningWiring(self)

    @cached_property
    def engine(self) -> "Engine":
        """The engine of the rulebook in use."""
        engine = self.engine_for(self.book)
        # It lives as long as the process; searching it for garbage took a tenth of an intake.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_GARBAGE_THRESHOLDS)
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

        _, added = self._list_files()
        # The index's digest names this document; the parts that it names are kept beside it, and
        # those that were taken in are in the store already.
        whole = canonical_json(lists.document)
        return (
            Kept(book.digest, RULEBOOK, pack_rulebook(book.files)),
            *self.lists_in_use.kept,
            Kept(self.spellings.digest, LISTS, added),
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

    @cached_property
    def out(self) -> "Out":
        """What leaves the desk or looks at it from above."""
        from monitor.service.dashboard import Dashboard
        from monitor.service.out import Out
        from monitor.service.papers.drafting import Drafting
        from monitor.service.papers.goaml import reporting_entity

        feeds = self.notifier.plan.feeds
        entity = reporting_entity(self.settings.reporting)
        return Out(
            Dashboard(self.store, self.limits, self.clock, feeds),
            self.notifier,
            Drafting(self.store, self.rulebooks, self.access.audit, self.clock, entity),
            self.store.exports,
        )

    @cached_property
    def rulebooks(self) -> "RestoredBooks":
        """The rulebook in use, and those that earlier findings were made with."""
        from monitor.service.restored_books import RestoredBooks

        return RestoredBooks(lambda: self.book, self.stored_book)

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
