"""What a system administrator does to a running office: each lets the others work on, and takes everything then."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from shutil import copytree

from admin.setup.founding import Person, PersonPlan
from admin.sign_in import totp
from kit import clock
from storage.report import Answer
from storage.vault import password
from storage.vault.binding import new_id
from storage.vault.policy import SignedPolicy, read_policy, sign_policy, write_policy
from storage.vault.policy_document import UnitKind
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import KeyPair
from storage.vault.thread import AnswerKind, seal_answer
from tests.admin.browsers import browsing
from tests.admin.rotations import finish, prepare, publish
from tests.admin.setup.test_joining import newcomer
from tests.admin.thieves import forge, put_policy
from tests.compromise import canaries
from tests.compromise.stage import Stage, sees
from tests.compromise.world import ANSWERS

Attack = Callable[[Stage], Awaitable[None]]
ATTACKS: dict[str, Attack] = {}
MINE = SecretText("the river under my own bridge")
LIE = "请到村口面谈并带上身份证"


def insider(key: str) -> Callable[[Attack], Attack]:
    """Names the row of the table that an attack plays."""

    def named(attack: Attack) -> Attack:
        ATTACKS[key] = attack
        return attack

    return named


@insider("invents-an-account")
async def invents_an_account(stage: Stage) -> None:
    """An account of their own, a membership by a row, and a copy of a member's seat."""
    account = await newcomer(stage.services, stage.founded, "police")
    stage.keys.append(account.pair.seed.reveal())
    plan = PersonPlan("xin", "新人", frozenset(), "police", MINE)
    await stage.write(
        "UPDATE memberships SET state = 'joined' WHERE staff_id = :me",
        "UPDATE staff SET pledge_version = 1, roles = '[\"office\", \"handler\", \"leader\"]' WHERE id = :me",
        "INSERT INTO unit_seeds (unit_id, epoch, staff_id, sealed) SELECT unit_id, epoch, :me, sealed FROM unit_seeds"
        " WHERE unit_id = 'police'",
        me=account.staff_id,
    )
    browser = await stage.as_person(Person(plan, account.staff_id, MINE, account.totp_secret, account.pair))
    page = await sees(browser, await stage.report())
    assert canaries.STORY not in page
    assert canaries.NOTE not in page


@insider("resets-a-password")
async def resets_a_password(stage: Stage) -> None:
    """A handler's row gets another key under a password that the administrator knows: they come in as the handler."""
    filed = await stage.report()
    li, mine, salt, phone = stage.founded.people["li"], KeyPair.generate(), password.new_salt(), totp.new_secret()
    stage.keys.append(mine.seed.reveal())
    key = await stage.services.derive(password.wrapping_key, MINE, salt, stage.services.wrap_key, li.staff_id)
    await stage.write(
        "UPDATE staff_keys SET public_identity = :public, wrapped_seed = :seed, salt = :salt, totp_wrapped = :phone,"
        " totp_last_step = NULL WHERE staff_id = :li",
        public=mine.public.data, seed=password.wrap_seed(key, li.staff_id, mine), salt=salt, li=li.staff_id,
        phone=password.wrap_totp(key, li.staff_id, phone),
    )  # fmt: skip
    async with browsing(stage.services) as browser:
        await browser.sign_in(replace(li, password=MINE, totp_secret=phone, pair=mine))
        assert not browser.path.endswith("/sign-in"), "the administrator did not even come in"
        page = await browser.get(f"/admin/leads/{filed.number}")
    assert canaries.STORY not in page
    assert canaries.NOTE not in page


@insider("own-policy")
async def publishes_a_policy_of_their_own(stage: Stage) -> None:
    """The next policy with keys of their own, then a whole invented chain; the bot goes on with the last good one."""
    genuine, bot = stage.founded.policy, stage.line.bot
    forged = forge(genuine)
    stage.keys.extend(pair.seed.reveal() for pair in forged.pairs.values())
    await stage.write(
        "INSERT INTO policies (version, body, office_signature, custody_signature, fingerprint, active_at)"
        " SELECT 2, :body, :office, :custody, :hash, active_at FROM policies WHERE version = 1",
        **_second(forged.pairs, genuine.fingerprint, forged.link),
    )
    await bot.courier.round()
    assert bot.policies.height == 1
    await stage.write("DELETE FROM policies WHERE version = 2")
    await put_policy(stage.services, forged.link, genuine.fingerprint)
    await bot.courier.round()
    assert bot.policies.believed is not None
    citizen = stage.line.citizen()
    await citizen.leave_receipt(await citizen.file(canaries.STORY, ANSWERS))
    await stage.line.deliver()


@insider("edits-memberships")
async def edits_the_membership_tables(stage: Stage) -> None:
    """Roles, memberships and seats of every unit for themselves; an identity is asked for and approved meanwhile."""
    root = stage.founded.people["root"]
    stage.keys.append(root.pair.seed.reveal())
    await stage.write(
        "UPDATE staff SET roles = '[\"sysadmin\", \"office\", \"handler\", \"auditor\"]' WHERE id = :me",
        "INSERT INTO memberships (unit_id, staff_id, state, since) SELECT DISTINCT unit_id, :me, 'joined', since"
        " FROM memberships GROUP BY unit_id",
        "INSERT INTO unit_seeds (unit_id, epoch, staff_id, sealed) SELECT unit_id, epoch, :me, sealed FROM unit_seeds"
        " GROUP BY unit_id",
        me=root.staff_id,
    )
    filed = await stage.report()
    request = await stage.office.ask(filed, canaries.WHY)
    browser = await stage.office.at("root")
    page = await sees(browser, filed)
    assert canaries.STORY not in page
    refused = await browser.http.post(
        f"/admin/custody/requests/{request.hex()}/approve", data={"password": root.password.reveal()}
    )
    assert refused.status_code == 403
    await stage.office.approve(request)


@insider("revives-a-leaver")
async def revives_a_leaver(stage: Stage) -> None:
    """Somebody left, and the unit's key was changed; the rows say that they are back. The leaver kept every key."""
    await _has_left(stage)


@insider("leaver-with-an-old-dump")
async def a_leaver_kept_a_dump(stage: Stage) -> None:
    """The same, with a copy of the database from the day before."""
    await _has_left(stage, kept="dump")


async def _has_left(stage: Stage, kept: str = "") -> None:
    filed, ma = await stage.report(), stage.founded.people["ma"]
    before = await stage.founded.acting(stage.services, "ma")
    stage.keys.extend((ma.pair.seed.reveal(), before.keyring.unit_pair("office", 1).seed.reveal()))
    if kept:
        stage.kept.append(copytree(stage.services.settings.data, stage.line.folder / kept))
    sealed = stage.sealed()
    await prepare(stage.services, await stage.founded.acting(stage.services, "wang"), "office", [ma.staff_id])
    policy = await publish(stage.services, stage.founded)
    assert (await finish(stage.services, stage.founded, "wang", "office")).left == 0
    assert sealed - stage.sealed()
    assert stage.left_on_disk(sealed) == 0
    await stage.write("UPDATE memberships SET state = 'joined' WHERE staff_id = :ma", ma=ma.staff_id)
    browser = await stage.office.at("ma")
    for page in (await sees(browser, filed), await sees(browser, await stage.later_report(policy))):
        assert canaries.STORY not in page
        assert canaries.HIDDEN_STORY not in page


@insider("forges-an-answer")
async def forges_an_answer(stage: Stage) -> None:
    """A lie in clear, one under a key of their own, and a genuine answer under another id."""
    citizen, receipt, filed = await stage.reporter()
    mine, lie = new_id(), Answer(text=LIE, by="role.handler", day="2026-11-02").model_dump_json().encode()
    forged = seal_answer(SecretBytes.random(), filed.lead_id, mine, AnswerKind.ANSWER, lie)
    copy = (
        "INSERT INTO thread_messages (id, lead_id, arrival, kind, sender, verified, at, staff_id, ciphertext)"
        " SELECT :{0}, lead_id, arrival + {1}, kind, sender, 1, at, staff_id, {2} FROM thread_messages"
        " WHERE sender = 'staff' AND arrival = 1"
    )
    await stage.write(
        copy.format("mine", 10, ":forged"), copy.format("clear", 11, ":lie"), copy.format("again", 12, "ciphertext"),
        mine=mine, forged=forged, clear=new_id(), lie=lie, again=new_id(),
    )  # fmt: skip
    page = await citizen.look_up(receipt)
    assert LIE not in page.words
    assert page.words.count(canaries.ANSWER) == 1
    assert page.words.count("这条未能核实，请勿理会") == 3


@insider("replays-a-follow-up")
async def replays_a_follow_up(stage: Stage) -> None:
    """What the reporter wrote once is put in again: as it was posted, under another id, and into another thread."""
    citizen, receipt, filed = await stage.reporter()
    other = await stage.office.desk.file()
    await citizen.look_up(receipt)
    await citizen.answer("progress", press="facts")
    await citizen.answer("write", text=canaries.FOLLOW_UP, action="next")
    await stage.line.deliver()
    copy = (
        "INSERT INTO thread_messages (id, lead_id, arrival, kind, sender, verified, at, signature, ciphertext)"
        " SELECT :{0}, {1}, arrival + 10, kind, sender, 1, at, signature, ciphertext FROM thread_messages"
        " WHERE sender = 'reporter' AND arrival < 10"
    )
    await stage.write(
        copy.format("again", "lead_id"), copy.format("elsewhere", ":other"), again=new_id(), elsewhere=new_id(),
        other=other.lead_id,
    )  # fmt: skip
    async with stage.line.bot.store.begin() as work:
        await work.outbox.deliver_all_again(clock.now())
    await stage.line.deliver()
    li = await stage.office.at("li")
    page, elsewhere = await sees(li, filed), await sees(li, other)
    assert (page.count(canaries.FOLLOW_UP), page.count("未验证")) == (1, 1)
    assert (elsewhere.count(canaries.FOLLOW_UP), elsewhere.count("未验证")) == (0, 1)


@insider("names-an-excluded-unit")
async def names_an_excluded_unit(stage: Stage) -> None:
    """A thread that says the report went to the very unit it shuts out, and a grant for that unit by a row."""
    avoiding = {"values": ["police"], "action": "next"}
    citizen, receipt, filed = await stage.reporter(avoid_units=avoiding)
    wang, li = await stage.office.at("wang"), await stage.office.at("li")
    assert canaries.STORY in await sees(wang, filed)
    stage.keys.append(stage.founded.people["li"].pair.seed.reveal())
    await stage.write(
        "INSERT INTO thread_messages (id, lead_id, arrival, kind, sender, verified, at, code)"
        " VALUES (:one, :lead, 1, 'notice', 'machine', 1, :at, '已转交试验县公安局')",
        "INSERT INTO grants (lead_id, unit_id, epoch, state, received_hour, due_key, sealed)"
        " SELECT lead_id, 'police', epoch, state, received_hour, due_key, sealed FROM grants WHERE lead_id = :lead",
        "UPDATE leads SET unit_id = 'police' WHERE id = :lead",
        one=new_id(), lead=filed.lead_id, at=clock.now().isoformat(" "),
    )  # fmt: skip
    assert "公安局" not in (await citizen.look_up(receipt)).words
    assert canaries.STORY not in await sees(li, filed)


def _second(pairs: dict[str, KeyPair], before: bytes, forged: SignedPolicy) -> dict[str, bytes]:
    document = read_policy(forged.body).document
    body = write_policy(2, before, document)
    office, custody = (sign_policy(body, pairs[document.only(kind).id]) for kind in (UnitKind.OFFICE, UnitKind.CUSTODY))
    return {"body": body, "office": office, "custody": custody, "hash": SignedPolicy(body, office, custody).fingerprint}
