"""What each bot host last told: its policy, its oldest waiting envelope, its witnessed height."""

from datetime import datetime

from sqlalchemy import delete, select

from storage.repository import Repository
from storage.tables.ledger import BotReport


class Bots(Repository):
    """`work.bots`."""

    async def report(
        self,
        bot_id: bytes,
        policy_version: int,
        oldest_outbox_policy: int | None,
        height: int,
        seen_at: datetime,
        head: bytes | None = None,
    ) -> None:
        """Keeps a bot's newest report in place of its last."""
        values = {
            "bot_id": bot_id,
            "policy_version": policy_version,
            "oldest_outbox_policy": oldest_outbox_policy,
            "height": height,
            "head": head,
            "seen_at": seen_at,
        }
        newest = {name: value for name, value in values.items() if name != "bot_id"}
        insert = self._insert(BotReport).values(**values)
        await self._session.execute(insert.on_conflict_do_update(index_elements=["bot_id"], set_=newest))

    async def get(self, bot_id: bytes) -> BotReport | None:
        """The newest report of one bot."""
        return await self._session.get(BotReport, bot_id, populate_existing=True)

    async def all(self) -> list[BotReport]:
        """The newest report of every bot, the longest silent first."""
        ordered = select(BotReport).order_by(BotReport.seen_at)
        return list((await self._session.scalars(ordered.execution_options(populate_existing=True))).all())

    async def strike_off(self, bot_id: bytes) -> bool:
        """Forgets a bot host that no longer exists; one that does comes back with its next report."""
        return await self._changed(delete(BotReport).where(BotReport.bot_id == bot_id)) == 1
