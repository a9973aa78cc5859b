"""Newer policies that bot hosts bring: taken once every step of the chain verifies, on nobody's word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from admin import access, policy_book
from admin.access import AccessKind
from admin.services import Services
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy, SignedPolicy, check_step, verify_chain
from storage.wire import BotReport


async def take(services: Services, links: Sequence[SignedPolicy], now: datetime) -> int:
    """Append what a bot host holds beyond our own chain; returns how many were new.

    A ledger restored from a backup learns this way what was signed since. Nothing is believed that does not follow,
    signed by office and custody, from a policy that this host has pinned. Raises `PolicyRefused`, `PolicyNotOurs`.
    """
    async with services.ledger.begin() as work:
        known = work.pins
        chain = verify_chain(await work.policies.chain())
        fresh = _follow(chain, links)
        if not fresh:
            return 0
        # A pin beyond what has arrived stays "older" until the rest has: the next call brings it.
        policy_book.check_pins(chain, [pin for pin in known if pin.version <= len(chain)])
        for policy, link in fresh:
            await work.policies.add(policy.version, link, now)
            await access.record(work, AccessKind.POLICY_TAKEN, details=str(policy.version), at=now)
    services.pins.keep(chain[-1], known)
    return len(fresh)


async def note_claim(work: LedgerWork, report: BotReport, now: datetime) -> bool:
    """Record once that a bot host says it holds a newer policy than ours, which it did not hand over; whether it does.

    Believed is nothing of it: a lie costs an entry and a line on the policy page, and stops nobody's work.
    """
    newest = await work.policies.newest()
    if report.policy_version <= (newest.version if newest else 0):
        return False
    before = await work.bots.get(report.bot_id)
    if before is None or before.policy_version != report.policy_version:
        details = f"{report.bot_id.hex()[:8]}:{report.policy_version}"
        await access.record(work, AccessKind.POLICY_CLAIMED, details=details, at=now)
    return True


async def claimed(work: LedgerWork) -> int:
    """The highest policy version that a bot host says it holds and has not handed over, 0 where none does."""
    newest, bots = await work.policies.newest(), await work.bots.all()
    told = max((bot.policy_version for bot in bots), default=0)
    return told if told > (newest.version if newest else 0) else 0


def _follow(chain: list[Policy], links: Sequence[SignedPolicy]) -> list[tuple[Policy, SignedPolicy]]:
    """Lengthen `chain` by what follows it; what it holds already, sent by a second bot, is passed over."""
    held = {policy.fingerprint for policy in chain}
    fresh: list[tuple[Policy, SignedPolicy]] = []
    for link in links:
        if link.fingerprint in held:
            continue
        policy = check_step(chain[-1] if chain else None, link)
        chain.append(policy)
        fresh.append((policy, link))
    return fresh

