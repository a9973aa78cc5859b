"""The inside host's own commands: each runs on the host itself, by who owns its files."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, TypeVar

import typer

from admin import backing_up, restoring, wrap_key
from admin.services import KEYS_FOLDER, LINK_FILE, Services, open_services, service_token
from admin.settings import AdminSettings
from admin.wrap_key import WRAP_KEY
from kit import clock, secretfile
from storage.database import make_engine
from storage.errors import AlreadyDone, SettingsRefused
from storage.migrate import upgrade
from storage.unit_of_work import Ledger
from storage.vault.restore_block import Restore

T = TypeVar("T")
SHOWN_MARK: Final = "wrap.key.shown"


def run(settings: AdminSettings) -> None:
    """Start the inside host alone and serve until stopped."""
    from admin import host

    asyncio.run(host.run(settings, lambda address: typer.echo(f"staff site: {address}")))


def with_services(settings: AdminSettings, act: Callable[[Services], Awaitable[T]]) -> T:
    """Migrate, open, act, close."""

    async def within() -> T:
        await upgrade(settings.database_url, "ledger")
        async with open_services(settings) as services:
            return await act(services)

    return asyncio.run(within())


def _with_ledger(settings: AdminSettings, act: Callable[[Ledger], Awaitable[T]]) -> T:
    """Act on the ledger alone: no key file is read, and none is made."""

    async def within() -> T:
        await upgrade(settings.database_url, "ledger")
        engine = make_engine(settings.database_url, setting="XIANSUO_ADMIN_DATABASE_URL")
        try:
            return await act(Ledger(engine))
        finally:
            await engine.dispose()

    return asyncio.run(within())


def first_admin_link(settings: AdminSettings, site: str) -> None:
    """A new one-time link below `site`; older ones are void. Raises AlreadyDone once there is an administrator."""
    with_services(settings, lambda services: offer_link(services, site))


def recovery_link(settings: AdminSettings, site: str, unit: str, name: str) -> None:
    """A one-time link for whoever is to bring a unit back from its pages. Pages are never typed into a shell."""
    from admin.setup import first_admin, recovery

    async def make(services: Services) -> str:
        async with services.ledger.begin() as work:
            token = await recovery.create_link(work, unit, name, clock.now())
        return f"{site.rstrip('/')}{first_admin.path_of(token)}"

    if not sys.stdout.isatty():
        raise SettingsRefused("terminal", "the link is shown on a terminal only: run this by hand, without a pipe")
    typer.echo(f"for {name}, good once, for 24 hours; two recovery pages are asked for there:")
    typer.echo(f"  {with_services(settings, make)}")


def enter_wrap_key(settings: AdminSettings) -> None:
    """Put the wrap key back from its paper copy."""
    typed = typer.prompt("wrap key (64 characters, blanks are fine)", hide_input=True)
    _with_ledger(settings, lambda ledger: wrap_key.enter(settings.data / KEYS_FOLDER, ledger, typed))
    typer.echo("the wrap key is back")


def new_wrap_key(settings: AdminSettings) -> None:
    """Another wrap key in place of a lost one: every password is void, everybody is admitted anew."""
    typer.confirm("the old key cannot come back after this, and every password is void; go on?", abort=True)
    _with_ledger(settings, lambda ledger: wrap_key.replace(settings.data / KEYS_FOLDER, ledger))
    typer.echo("a new wrap key was made: show it with xiansuo keys wrap, and write it down")


async def offer_link(services: Services, site: str) -> None:
    """Show the link on a terminal; without one, write it to a private file that using it erases."""
    from admin.setup import first_admin

    async with services.ledger.begin() as work:
        token = await first_admin.create_link(work, clock.now())
    link = f"{site.rstrip('/')}{first_admin.path_of(token)}"
    file = services.settings.data / LINK_FILE
    file.unlink(missing_ok=True)
    if sys.stdout.isatty():
        typer.echo(f"first administrator, good once, for 24 hours:\n  {link}")
        return
    secretfile.create(file, f"{link}\n".encode())
    typer.echo(f"first administrator: the one-time link is in {file}, readable by this user only")


async def offer_first_link(services: Services, site: str) -> None:
    """At a start: offer the link while there is no administrator, say nothing afterwards."""
    from admin.setup import first_admin

    async with services.ledger.read() as work:
        needed = await first_admin.is_needed(work)
    if needed:
        await offer_link(services, site)


def show_wrap_key(settings: AdminSettings) -> None:
    """The wrap key, once, on a terminal only: it is in no database and no backup."""
    if not sys.stdout.isatty():
        raise SettingsRefused("terminal", "the wrap key is shown on a terminal only: run this by hand, without a pipe")
    folder = secretfile.private_folder(settings.data / KEYS_FOLDER)
    mark = folder / SHOWN_MARK
    if mark.exists():
        raise AlreadyDone(f"the wrap key was shown before; remove {mark} if nobody has written it down")
    key = secretfile.read(folder / WRAP_KEY).hex()
    typer.echo(" ".join(key[at : at + 8] for at in range(0, len(key), 8)))
    secretfile.create(mark, b"")


def show_service_token(settings: AdminSettings) -> None:
    """The token by which bots open the API, on a terminal only: it goes into the bot host's settings by hand."""
    if not sys.stdout.isatty():
        raise SettingsRefused("terminal", "the token is shown on a terminal only: run this by hand, without a pipe")
    typer.echo(service_token(settings).reveal())


def show_backup_key(secret: str) -> None:
    """The backup's secret key, once: without it no backup opens, and nothing of ours keeps it."""
    typer.echo("write this down and lock it away; it opens every backup and is not shown again:")
    typer.echo(f"  {secret}")


def note_backup(settings: AdminSettings) -> None:
    """Record in the access ledger that a backup is made."""
    _with_ledger(settings, lambda ledger: backing_up.note_backup(ledger, clock.now()))


def mark_restored(settings: AdminSettings) -> None:
    """Tell the restored ledger so: it seals no block before it has met its bots."""
    _with_ledger(settings, lambda ledger: restoring.mark(ledger, clock.now()))


def drill(settings: AdminSettings, file: Path, identity: str, into: str) -> None:
    """Open a backup beside the installation, check its ledger, and note the day."""
    from admin import drill as drills

    async def act(ledger: Ledger) -> int:
        height = await drills.drill(file, identity, settings.data, settings.policy, into)
        await drills.note(ledger)
        return height

    height = _with_ledger(settings, act)
    typer.echo(f"the backup opens, its ledger holds together up to block {height}; the drill is noted")


def scan_for_leaks(settings: AdminSettings, others: list[Path]) -> None:
    """Look for keys, receipts and numbers in clear in the installation's files; exit code 1 where something is found.

    A database on a PostgreSQL server is not read.
    """
    from admin.leak_scan import scan

    leaks = _with_ledger(settings, lambda ledger: scan(ledger, settings.data, others))
    for leak in leaks:
        typer.echo(f"{leak.file} holds {leak.what}")
    if leaks:
        raise typer.Exit(1)
    typer.echo("nothing that belongs to reporters or opens anything lies there in clear; the scan is noted")


def verify_audit(settings: AdminSettings) -> None:
    """Check blocks, entries, and every lead against its entry; exit code 1 and the height of what is broken."""
    from admin.audit import restores, verify_chain, verify_leads

    async def check(services: Services) -> tuple[int, int, list[Restore]]:
        async with services.ledger.read() as work:
            passed = await restores(work)
        return await verify_chain(services.ledger), await verify_leads(services), passed

    height, leads, passed = with_services(settings, check)
    for restore in passed:
        lost = f"blocks {restore.resumed.height + 1} to {restore.witnessed.height} did not come back"
        typer.echo(f"block {restore.height}: restored from a backup on {restore.hour.date().isoformat()}, {lost}")
    typer.echo(f"{height} blocks hold together, and {leads} leads are the ones that were filed")


def verify_acknowledgement(settings: AdminSettings, file: Path) -> None:
    """Check a reporter's acknowledgement against the host key and the ledger."""
    from admin.audit import verify_proof

    proof = with_services(settings, lambda services: verify_proof(services, file.read_bytes()))
    typer.echo(f"filed in the hour of {proof.hour.isoformat()}, block {proof.height}")
