"""The chain of signed policies as this host believes it: pinned at its first policy, checked at every step."""

from __future__ import annotations

from collections.abc import Sequence

from storage.errors import AlreadyDone, PolicyRefused
from storage.unit_of_work import BotStore
from storage.vault.policy import Policy, SignedPolicy, check_step


class PolicyKeeper:
    """Holds the last good policy; `believed` is None until a policy matches the pin.

    The pin is `version:fingerprint`, read out by custody from the staff site. A chain that does not hold the pinned
    policy is kept but not believed, so a host that was pointed at a stranger takes no report.
    """

    def __init__(self, store: BotStore, pin: str) -> None:
        self._store = store
        self._pin = pin
        self._chain: list[Policy] = []

    def pin(self, pin: str) -> None:
        """Set the pin after the first signing, where one machine runs both hosts."""
        self._pin = pin

    @property
    def believed(self) -> Policy | None:
        """The newest policy, if the pinned one is among those it follows from."""
        version, _, fingerprint = self._pin.partition(":")
        if not version or not self._chain:
            return None
        place = int(version) - 1
        if not 0 <= place < len(self._chain) or self._chain[place].fingerprint.hex() != fingerprint.lower():
            return None
        return self._chain[-1]

    @property
    def believed_chain(self) -> tuple[Policy, ...]:
        """Every policy from the first to `believed`, oldest first; none before one is believed."""
        return tuple(self._chain) if self.believed is not None else ()

    @property
    def host_keys(self) -> tuple[bytes, ...]:
        """The admin host's keys as the chain has named them, the newest first; none before a policy is believed."""
        if self.believed is None:
            return ()
        return tuple(dict.fromkeys(policy.document.host_key for policy in reversed(self._chain)))

    @property
    def height(self) -> int:
        """The version of the newest policy held, 0 where there is none."""
        return len(self._chain)

    async def links(self, after: int) -> list[SignedPolicy]:
        """The signed policies above a version, oldest first, for an inside host that lacks them."""
        async with self._store.read() as work:
            return (await work.policies.chain())[after:]

    async def load(self) -> None:
        """Read and check the stored chain; a chain that was tampered with on disk is refused whole."""
        async with self._store.read() as work:
            stored = await work.policies.chain()
        self._chain = []
        for signed in stored:
            self._chain.append(check_step(self._chain[-1] if self._chain else None, signed))

    async def extend(self, fetched: Sequence[SignedPolicy]) -> int:
        """Check and keep what the admin host sent; returns how many were taken. Raises `PolicyRefused`.

        Nothing older and nothing beside the chain is accepted, whatever the admin host says.
        """
        taken: list[tuple[Policy, SignedPolicy]] = []
        for signed in fetched:
            last = taken[-1][0] if taken else (self._chain[-1] if self._chain else None)
            taken.append((check_step(last, signed), signed))
        if not taken:
            return 0
        try:
            async with self._store.begin() as work:
                for policy, signed in taken:
                    await work.policies.add(policy.version, signed)
        except AlreadyDone:
            # Another process of this host was faster. What it kept holds; what differs is refused at the next look.
            await self.load()
            return 0
        self._chain.extend(policy for policy, _ in taken)
        return len(taken)


__all__ = ["PolicyKeeper", "PolicyRefused"]
