"""One commit per use case, and the only file that commits.

    async with ledger.begin() as work:
        await work.leads.store(envelope)

The commit happens when the block ends; an exception rolls everything back. `read()` never writes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Generic, TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from storage.access import Access
from storage.bars import Bars
from storage.blocks import Blocks
from storage.bots import Bots
from storage.database import BUSY_SECONDS, MODE, is_sqlite
from storage.destructions import Destructions
from storage.drafts import Drafts, SeenUpdates
from storage.errors import StorageUnavailable
from storage.faq_asked import FaqAsked
from storage.faq_entries import FaqEntries
from storage.faq_questions import FaqQuestions
from storage.grants import Grants
from storage.identities import Identities
from storage.identity_access import CallBacks, IdentityRequests, ResealedShares
from storage.inline import InlineEngine, InlineSession
from storage.invitations import Invitations
from storage.known_policies import KnownCorpora, KnownPolicies
from storage.lead_index import LeadIndex
from storage.lead_queue import Queue
from storage.leads import Leads
from storage.leavers import Leavers
from storage.notes import Notes
from storage.outbox import Outbox
from storage.overdue import Overdue
from storage.passkeys import Passkeys
from storage.people import People
from storage.policies import Policies, Proposals
from storage.reads import Reads
from storage.refusals import named_refusals
from storage.restores import Restores
from storage.retention import Retention
from storage.rewards import Rewards
from storage.rosters import Rosters, Seeds
from storage.sessions import Delays, Devices, Sessions
from storage.settings_store import Settings
from storage.thread import Thread
from storage.tickets import Tickets
from storage.units import Memberships, UnitKeys, Units
from storage.vault.policy import Pin
from storage.witness import BlockHeaders, MetaValues, Notices

Work = TypeVar("Work")


class LedgerWork:
    """The repositories of the inside host, bound to one transaction.

    `pins` are the policies that this host knows from elsewhere than these tables, as of the transaction's beginning.
    """

    def __init__(self, session: AsyncSession, pins: tuple[Pin, ...] = ()) -> None:
        self.pins = pins
        self.access = Access(session)
        self.bars = Bars(session)
        self.blocks = Blocks(session)
        self.bots = Bots(session)
        self.call_backs = CallBacks(session)
        self.delays = Delays(session)
        self.destructions = Destructions(session)
        self.devices = Devices(session)
        self.faq_entries = FaqEntries(session)
        self.faq_questions = FaqQuestions(session)
        self.grants = Grants(session)
        self.identities = Identities(session)
        self.identity_requests = IdentityRequests(session)
        self.invitations = Invitations(session)
        self.lead_index = LeadIndex(session)
        self.leads = Leads(session)
        self.leavers = Leavers(session)
        self.memberships = Memberships(session)
        self.notes = Notes(session)
        self.overdue = Overdue(session)
        self.passkeys = Passkeys(session)
        self.policies = Policies(session)
        self.proposals = Proposals(session)
        self.queue = Queue(session)
        self.reads = Reads(session)
        self.resealed_shares = ResealedShares(session)
        self.restores = Restores(session)
        self.retention = Retention(session)
        self.rewards = Rewards(session)
        self.rosters = Rosters(session)
        self.seeds = Seeds(session)
        self.sessions = Sessions(session)
        self.settings = Settings(session)
        self.staff = People(session)
        self.thread = Thread(session)
        self.tickets = Tickets(session)
        self.unit_keys = UnitKeys(session)
        self.units = Units(session)


class BotWork:
    """The repositories of the exposed host, bound to one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self.block_headers = BlockHeaders(session)
        self.corpus = KnownCorpora(session)
        self.drafts = Drafts(session)
        self.faq_asked = FaqAsked(session)
        self.meta = MetaValues(session)
        self.notices = Notices(session)
        self.outbox = Outbox(session)
        self.policies = KnownPolicies(session)
        self.seen_updates = SeenUpdates(session)


class Store(Generic[Work]):
    """A database as use cases see it. Never begin a second write inside a first one: it would wait for itself."""

    def __init__(self, engine: AsyncEngine | InlineEngine, make_work: Callable[[AsyncSession], Work]) -> None:
        self.engine = engine
        self._make_work = make_work
        self._writer = engine.execution_options(**{MODE: "write"})
        reads = {MODE: "read"} if is_sqlite(engine) else {"postgresql_readonly": True}
        self._reader = engine.execution_options(**reads)
        # SQLite takes one writer; waiting in line here is fair, waiting in the driver is a lottery.
        self._turn = asyncio.Lock() if is_sqlite(engine) else None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        """One transaction, committed at the end of the block.

        Raises StorageUnavailable when the database is locked, full or out of reach: then nothing was written, save
        that a PostgreSQL connection lost during the commit leaves it open whether it was, which is why every use case
        that a stranger may repeat is idempotent.
        """
        async with self._my_turn():
            with named_refusals():
                async with _session(self._writer) as session:
                    await session.connection()
                    yield self._make_work(session)
                    await session.commit()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Work]:
        """A transaction that only reads and waits for no writer. On PostgreSQL a write in it is refused."""
        with named_refusals():
            async with _session(self._reader) as session:
                yield self._make_work(session)

    def _my_turn(self) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._turn is None else _held(self._turn)


class Ledger(Store[LedgerWork]):
    """The inside host's database. `pins` tells which policies the host knows; without it no policy is believed."""

    engine: AsyncEngine

    def __init__(self, engine: AsyncEngine, pins: Callable[[], tuple[Pin, ...]] = tuple) -> None:
        # Asked before the first statement: what is pinned later than these rows were read must not refuse them.
        super().__init__(engine, lambda session: LedgerWork(session, pins()))


class BotStore(Store[BotWork]):
    """The exposed host's database."""

    def __init__(self, engine: AsyncEngine | InlineEngine) -> None:
        super().__init__(engine, BotWork)


def _session(engine: AsyncEngine | InlineEngine) -> AsyncSession:
    if isinstance(engine, InlineEngine):
        # It has all of AsyncSession that repositories use.
        return cast(AsyncSession, InlineSession(engine))
    return AsyncSession(engine, expire_on_commit=False)


@asynccontextmanager
async def _held(turn: asyncio.Lock) -> AsyncIterator[None]:
    try:
        # Not wait_for: in Python 3.11 it swallows a cancellation that comes as the lock is taken.
        async with asyncio.timeout(BUSY_SECONDS):
            await turn.acquire()
    except TimeoutError:
        raise StorageUnavailable("another transaction has held the database for too long") from None
    try:
        yield
    finally:
        turn.release()
