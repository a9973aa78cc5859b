"""Rewards: proposed by one, decided by another, paid once."""

from datetime import datetime

from sqlalchemy import select, update

from storage.errors import NotAllowed, NotFound, StaleVersion
from storage.repository import Repository
from storage.tables.ledger import Reward


class Rewards(Repository):
    """`work.rewards`."""

    async def propose(self, reward: Reward) -> None:
        """Keeps a proposal. Raises AlreadyDone where the lead has a reward."""
        await self._add_once(reward, "this lead has a reward")

    async def get(self, reward_id: bytes) -> Reward:
        """One reward. Raises NotFound."""
        found = await self._session.get(Reward, reward_id, populate_existing=True)
        if found is None:
            raise NotFound("no such reward")
        return found

    async def of_lead(self, lead_id: bytes) -> Reward | None:
        """The lead's reward."""
        return (await self._session.scalars(select(Reward).where(Reward.lead_id == lead_id))).first()

    async def in_state(self, state: str, limit: int = 200) -> list[Reward]:
        """Rewards in one state, oldest first."""
        statement = select(Reward).where(Reward.state == state).order_by(Reward.proposed_at, Reward.id).limit(limit)
        return list((await self._session.scalars(statement)).all())

    async def approve(self, reward_id: bytes, based_on: int, by: bytes, at: datetime) -> int:
        """Approves a proposal; returns the new version. Raises NotAllowed where `by` proposed it, StaleVersion."""
        return await self._decide(reward_id, based_on, "approved", by, at)

    async def refuse(self, reward_id: bytes, based_on: int, by: bytes, at: datetime) -> int:
        """Refuses a proposal; returns the new version. Raises NotAllowed where `by` proposed it, StaleVersion."""
        return await self._decide(reward_id, based_on, "refused", by, at)

    async def pay(self, reward_id: bytes, based_on: int) -> int:
        """Records the payment of an approved reward, once; returns the new version. Raises StaleVersion."""
        return await self._move(reward_id, based_on, "approved", {"state": "paid"})

    async def _decide(self, reward_id: bytes, based_on: int, state: str, by: bytes, at: datetime) -> int:
        if (await self.get(reward_id)).proposed_by == by:
            raise NotAllowed("who proposes a reward does not decide on it")
        return await self._move(reward_id, based_on, "proposed", {"state": state, "approved_by": by, "decided_at": at})

    async def _move(self, reward_id: bytes, based_on: int, before: str, values: dict[str, object]) -> int:
        mine = update(Reward).where(Reward.id == reward_id, Reward.version == based_on, Reward.state == before)
        if await self._changed(mine.values(**values, version=based_on + 1)) != 1:
            now = await self.get(reward_id)
            raise StaleVersion(based_on, now.version, (now.state,))
        return based_on + 1
