"""The access ledger's headers as this host has seen them: a second host is the witness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.witnessed import Alarm, RestoreSeen, Witnessed
from kit import clock
from storage.errors import AlreadyDone, ChainBroken
from storage.unit_of_work import BotStore, BotWork
from storage.vault.chain import GENESIS, Block, extend
from storage.vault.policy import Policy
from storage.vault.restore_block import Head, Restore, SignedRestore, as_restore, check_signatures, read_block

_ALARMS: Final = "alarms"
_RESTORES: Final = "restores"
_POLICY: Final = "witnessed_policy"


class Witness:
    """Keeps every header it was shown; one that does not extend the chain is refused and raises the alarm for good.

    The only block taken out of line is a restore block that office and custody have signed, on the head that was
    witnessed here.
    """

    def __init__(self, store: BotStore) -> None:
        self._store = store
        self._last: Block | None = None
        self._alarms: tuple[Alarm, ...] = ()
        self._restores: tuple[RestoreSeen, ...] = ()
        self._policy = 0

    @property
    def height(self) -> int:
        return self._last.height if self._last else 0

    @property
    def head(self) -> Head:
        """The last block that was witnessed."""
        return Head.of(self._last)

    @property
    def alarm(self) -> bool:
        """Whether the admin host showed a ledger that does not extend the one before, and nobody has answered for it.

        A restore block answers for what came before it; what it answers for stays listed.
        """
        return any(not alarm.settled for alarm in self._alarms)

    @property
    def witnessed(self) -> Witnessed:
        """All that this host can say about the ledger."""
        hour = self._last.hour if self._last else None
        return Witnessed(self.head, hour, self._alarms, self._restores)

    async def load(self) -> None:
        """Read what this host, or another process of it, has kept."""
        async with self._store.read() as work:
            await self._load(work)

    async def _load(self, work: BotWork) -> None:
        header = await work.block_headers.last()
        self._last = read_block(header) if header is not None else None
        self._alarms = Alarm.read(await work.meta.get(_ALARMS))
        self._restores = RestoreSeen.read(await work.meta.get(_RESTORES))
        self._policy = int(await work.meta.get(_POLICY) or b"0")

    async def contradicts(self, height: int, block_hash: bytes) -> bool:
        """Whether another block was witnessed at this height. One not witnessed yet contradicts nothing."""
        async with self._store.read() as work:
            header = await work.block_headers.at(height)
        return header is not None and header.hash != block_hash

    async def take(self, headers: Sequence[bytes], policies: Sequence[Policy] = ()) -> None:
        """Check and keep headers; raises `ChainBroken` after noting the alarm.

        `policies` is the whole chain that this host believes. Before there is one, a restore block waits. Several
        processes of this host witness together: what another one kept meanwhile must be the same.
        """
        if not headers:
            return
        try:
            await self._take(headers, policies)
        except AlreadyDone:
            # Another process kept the same height at the same instant.
            await self._take(headers, policies)

    async def _take(self, headers: Sequence[bytes], policies: Sequence[Policy]) -> None:
        broken: ChainBroken | None = None
        async with self._store.begin() as work:
            await self._load(work)
            for header in headers:
                signed = as_restore(header)
                if signed is not None and not policies:
                    break
                try:
                    await self._keep(work, header, signed, policies)
                except ChainBroken as error:
                    broken = error
                    break
            if broken is not None:
                await self._note(work, broken)
        if broken is not None:
            raise broken

    async def caught_up(self, ledger: Head, policy_version: int) -> None:
        """Compare with where the ledger ends after all was fetched, and remember which policy was in force then.

        A block that stands there and differs from the one witnessed raises the alarm, and `ChainBroken`.
        """
        if ledger.height < self.height and ledger.height and await self.contradicts(ledger.height, ledger.hash):
            error = ChainBroken(ledger.height, "another block was witnessed here")
            async with self._store.begin() as work:
                await self._note(work, error)
            raise error
        if ledger.height == self.height and policy_version > self._policy:
            async with self._store.begin() as work:
                await work.meta.put(_POLICY, str(policy_version).encode())
            self._policy = policy_version

    async def _keep(
        self, work: BotWork, header: bytes, signed: SignedRestore | None, policies: Sequence[Policy]
    ) -> None:
        if await self._is_kept(work, read_block(header)):
            return
        if signed is None:
            block = extend(self._last, header)
        else:
            restore = check_signatures(signed, policies)
            await self._check_place(work, restore)
            block = read_block(header)
        await work.block_headers.add(block.height, header, block.hash)
        self._last = block
        if signed is not None:
            await self._note_restore(work, restore)

    async def _is_kept(self, work: BotWork, shown: Block) -> bool:
        """Whether another process has kept this very block already; raises `ChainBroken` where it kept another one."""
        if shown.height > self.height:
            return False
        kept = await work.block_headers.at(shown.height)
        if kept is None or kept.hash != shown.hash:
            raise ChainBroken(shown.height, "another block was witnessed here")
        return True

    async def _check_place(self, work: BotWork, restore: Restore) -> None:
        """A restore block stands on what this host has witnessed, and goes on from a block that it has witnessed too.

        Former keys answer for nothing: its policy is no older than the one in force when we were last at the head. A
        host that lags behind the witnessed head takes the block, since office and custody have signed for that head.
        """
        resumed = await work.block_headers.at(restore.resumed.height)
        known = resumed.hash if resumed else GENESIS if restore.resumed.height == 0 else None
        if known != restore.resumed.hash or restore.resumed.height > restore.witnessed.height:
            raise ChainBroken(restore.height, "a restore block goes on from a block that was not witnessed")
        if self.height > restore.witnessed.height or (
            self.height == restore.witnessed.height and self.head != restore.witnessed
        ):
            raise ChainBroken(restore.height, "a restore block does not stand on the witnessed head")
        if restore.policy_version < self._policy:
            raise ChainBroken(restore.height, "a restore block is signed with former keys")

    async def _note(self, work: BotWork, error: ChainBroken) -> None:
        """One line a height and cause: the same wrong header comes every few seconds."""
        known = {(alarm.height, alarm.cause) for alarm in self._alarms if not alarm.settled}
        if (error.height, error.why) in known:
            return
        self._alarms = (*self._alarms, Alarm(error.height, error.why, clock.hour_of(clock.now())))
        await work.meta.put(_ALARMS, Alarm.write(self._alarms))

    async def _note_restore(self, work: BotWork, restore: Restore) -> None:
        self._restores = (*self._restores, RestoreSeen(restore.height, restore.resumed.height, restore.hour))
        self._alarms = tuple(alarm.settle() for alarm in self._alarms)
        await work.meta.put(_RESTORES, RestoreSeen.write(self._restores))
        await work.meta.put(_ALARMS, Alarm.write(self._alarms))
