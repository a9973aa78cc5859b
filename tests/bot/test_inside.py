"""What the inside host tells about itself: rosters are believed by signature alone, and never go back."""

from dataclasses import replace

import pytest

from bot.inside import Inside, Told, UnitMembers
from kit import clock
from storage.unit_of_work import BotStore
from storage.vault.policy import verify_chain
from storage.vault.restore_block import Head
from storage.vault.roster import SignedRoster, sign_roster
from storage.wire import InsideState, RosterPart
from tests.storage.vault import worlds as w

pytestmark = pytest.mark.anyio

CHAIN = verify_chain([w.first_policy()])
BEGINNING = Head(0, bytes(32))


def part(signed: SignedRoster, unit: str = "police", epoch: int = 1) -> RosterPart:
    return RosterPart(unit=unit, epoch=epoch, body=signed.body, signature=signed.signature)


def roster(*names: str, counter: int = 1, signer: str = "police 1") -> SignedRoster:
    return sign_roster(w.roster(*names, counter=counter), w.pair(signer))


def told(*rosters: RosterPart, head: Head = BEGINNING, waits: bool = False) -> Told:
    state = InsideState(version="1", build="", memory_backed=True, rosters=rosters)
    return Told(state, head, waits, clock.now())


async def police(inside: Inside) -> UnitMembers:
    (found,) = (one for one in inside.members(CHAIN) if one.unit == "police")
    return found


async def test_members_are_days_and_no_names(store: BotStore) -> None:
    inside = Inside(store)
    await inside.keep(told(part(roster("li", "zhao"))), CHAIN)
    assert (await police(inside)).joined == (w.DAY, w.DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(part(roster("li", signer="office 1")), id="signed by another unit"),
        pytest.param(part(replace(roster("li"), signature=bytes(64))), id="not signed"),
        pytest.param(part(roster("li"), epoch=2), id="of an epoch that no policy names"),
        pytest.param(part(roster("li"), unit="discipline"), id="of another unit"),
        pytest.param(
            part(sign_roster(replace(w.roster("li"), first_policy=bytes(32)), w.pair("police 1"))),
            id="standing on another chain",
        ),
    ],
)
async def test_a_roster_that_does_not_verify_is_said_to_be_unknown(store: BotStore, wrong: RosterPart) -> None:
    inside = Inside(store)
    await inside.keep(told(wrong), CHAIN)
    assert (await police(inside)).joined is None


async def test_an_older_roster_put_back_is_not_believed_even_after_a_restart(store: BotStore) -> None:
    inside = Inside(store)
    await inside.keep(told(part(roster("li", "zhao", counter=2))), CHAIN)
    again = Inside(store)
    await again.load()
    assert len((await police(again)).joined or ()) == 2
    await again.keep(told(part(roster("li"))), CHAIN)
    assert (await police(again)).joined is None


async def test_before_a_policy_is_believed_no_unit_is_shown(store: BotStore) -> None:
    inside = Inside(store)
    await inside.keep(told(part(roster("li"))), ())
    assert inside.members(()) == ()


async def test_an_answer_of_another_release_is_forgotten(store: BotStore) -> None:
    async with store.begin() as work:
        await work.meta.put("inside_state", b'["another form"]')
    inside = Inside(store)
    await inside.load()
    assert inside.told is None


async def test_a_ledger_that_ends_before_what_was_witnessed_is_an_alarm_unless_it_says_that_it_was_restored(
    store: BotStore,
) -> None:
    inside = Inside(store)
    assert (inside.behind(5), inside.alarm(5)) == (0, False)
    await inside.keep(told(head=Head(3, bytes(32))), CHAIN)
    assert (inside.behind(5), inside.alarm(5), inside.alarm(3)) == (2, True, False)
    await inside.keep(told(head=Head(3, bytes(32)), waits=True), CHAIN)
    assert (inside.behind(5), inside.alarm(5)) == (2, False)
    again = Inside(store)
    await again.load()
    assert (again.behind(5), again.restoring) == (2, True)
