"""Offices for tests: the smallest one that can take reports, made by the product's own use cases."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from admin.roles import Role
from admin.services import Services, open_services
from admin.settings import AdminSettings
from admin.setup.founding import Founded, OfficePlan, PersonPlan, UnitPlan, found
from kit import clock
from kit.settings import read
from storage.migrate import upgrade
from storage.vault.policy_document import UnitKind
from storage.vault.secret import SecretText

PASSWORD = SecretText("rain over seven bridges")


@dataclass(frozen=True)
class OfficeOnDisk:
    """A founded office that lies in a folder, to be copied."""

    folder: Path
    founded: Founded


def person(login: str, name: str, unit: str | None, *roles: Role) -> PersonPlan:
    """Somebody with the tests' password, or a generated one for custodians."""
    password = None if Role.CUSTODIAN in roles else PASSWORD
    return PersonPlan(login, name, frozenset(roles), unit, password)


def plan() -> OfficePlan:
    """An administrator, two of the office, two custodians, a police unit and an escalation unit."""
    return OfficePlan(
        people=(
            person("root", "管理员", "office", Role.SYSADMIN, Role.OFFICE),
            person("wang", "王试", "office", Role.OFFICE, Role.LEADER, Role.REWARD),
            person("bao", "包试", "custody", Role.CUSTODIAN),
            person("guan", "关试", "custody", Role.CUSTODIAN, Role.AUDITOR),
            person("li", "李试", "police", Role.HANDLER),
            person("zhao", "赵试", "escalation", Role.HANDLER, Role.OFFICE),
        ),
        units=(
            UnitPlan("office", "试验县扫黑办", UnitKind.OFFICE),
            UnitPlan("custody", "试验县身份保管组", UnitKind.CUSTODY),
            UnitPlan("escalation", "试验市扫黑办", UnitKind.ESCALATION),
            UnitPlan("police", "试验县公安局", UnitKind.RECEIVING),
        ),
        areas=("东试镇", "西试乡"),
        contacts={"office_phone": "13800000000", "office_address": "试验县试验路1号"},
        receiving=("police",),
    )


def settings_of(folder: Path, **given: object) -> AdminSettings:
    """Settings of an installation below `folder`, whatever the environment says."""
    return read(AdminSettings, data=folder / "data", runtime_dir=folder / "run", **given)


def services_in(folder: Path, **given: object) -> AbstractAsyncContextManager[Services]:
    """Services of an installation below `folder`; its ledger must have been migrated."""
    return open_services(settings_of(folder, **given))


async def office_in(folder: Path, planned: OfficePlan, **given: object) -> OfficeOnDisk:
    """An office on its first day below `folder`; `given` are further settings of the inside host."""
    await upgrade(settings_of(folder, **given).database_url, "ledger")
    async with services_in(folder, **given) as services:
        return OfficeOnDisk(folder, await found(services, planned, clock.now()))
