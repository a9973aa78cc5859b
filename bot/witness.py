"""The access ledger's headers as this host has seen them: a second host is the witness."""

from __future__ import annotations

from collections.abc import Sequence

from storage.errors import AlreadyDone, ChainBroken
from storage.unit_of_work import BotStore
from storage.vault.chain import Block, extend, read_header

_ALARM = "alarm"


class Witness:
    """Keeps every header it was shown; one that does not extend the chain is refused and raises the alarm for good."""

    def __init__(self, store: BotStore) -> None:
        self._store = store
        self._last: Block | None = None
        self._alarm = False

    @property
    def height(self) -> int:
        return self._last.height if self._last else 0

    @property
    def alarm(self) -> bool:
        """Whether the admin host ever showed a ledger that does not extend the one before."""
        return self._alarm

    async def load(self) -> None:
        async with self._store.read() as work:
            header = await work.block_headers.last()
            self._alarm = await work.meta.get(_ALARM) is not None
        self._last = read_header(header) if header is not None else None

    async def contradicts(self, height: int, block_hash: bytes) -> bool:
        """Whether another block was witnessed at this height. One not witnessed yet contradicts nothing."""
        async with self._store.read() as work:
            header = await work.block_headers.at(height)
        return header is not None and header.hash != block_hash

    async def take(self, headers: Sequence[bytes]) -> None:
        """Check and keep headers; raises `ChainBroken` after noting the alarm.

        Several processes of this host witness together: what another one kept meanwhile must be the same.
        """
        taken: list[tuple[Block, bytes]] = []
        broken: ChainBroken | None = None
        for header in headers:
            try:
                taken.append((extend(taken[-1][0] if taken else self._last, header), header))
            except ChainBroken as error:
                broken = error
                break
        try:
            await self._keep(taken, broken)
            self._last = taken[-1][0] if taken else self._last
        except AlreadyDone:
            await self.load()
            broken = broken or await self._another_past([block for block, _ in taken])
            await self._keep([], broken)
        if broken is not None:
            self._alarm = True
            raise broken

    async def _keep(self, taken: Sequence[tuple[Block, bytes]], broken: ChainBroken | None) -> None:
        async with self._store.begin() as work:
            for block, header in taken:
                await work.block_headers.add(block.height, header, block.hash)
            if broken is not None:
                await work.meta.put(_ALARM, str(broken.height).encode())

    async def _another_past(self, shown: Sequence[Block]) -> ChainBroken | None:
        for block in shown:
            if await self.contradicts(block.height, block.hash):
                return ChainBroken(block.height, "another process was shown another block")
        return None
