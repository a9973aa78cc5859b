"""What each bot host last told: its policy, its oldest waiting envelope, its witnessed height."""

from datetime import datetime

from sqlalchemy import func, select

from storage.repository import Repository
from storage.tables.ledger import BotReport


class Bots(Repository):
    """`work.bots`."""

    async def report(
        self, bot_id: bytes, policy_version: int, oldest_outbox_policy: int | None, height: int, seen_at: datetime
    ) -> None:
        """Keeps a bot's newest report in place of its last."""
        values = {
            "bot_id": bot_id,
            "policy_version": policy_version,
            "oldest_outbox_policy": oldest_outbox_policy,
            "height": height,
            "seen_at": seen_at,
        }
        newest = {name: value for name, value in values.items() if name != "bot_id"}
        insert = self._insert(BotReport).values(**values)
        await self._session.execute(insert.on_conflict_do_update(index_elements=["bot_id"], set_=newest))

    async def all(self) -> list[BotReport]:
        """The newest report of every bot, the longest silent first."""
        return list((await self._session.scalars(select(BotReport).order_by(BotReport.seen_at))).all())

    async def newest_policy(self) -> int:
        """The highest version that any bot has told to hold, 0 where none has."""
        return (await self._session.scalars(select(func.max(BotReport.policy_version)))).one() or 0
