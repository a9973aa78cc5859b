"""The front door: joins the packages' commands and composes `serve`. It holds no logic of its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from admin import command_line
from kit import logs
from kit.failures import told_plainly
from kit.secretfile import SecretFileError
from kit.settings import BaseSettings, SettingsError, given_names, load, refuse_unknown, stop
from storage.errors import XiansuoError

if TYPE_CHECKING:
    from admin.host import AdminHost
    from admin.settings import AdminSettings
    from bot.host import BotHost
    from bot.settings import BotSettings
    from kit.listen import Listener
    from storage.backup.archive import Database

S = TypeVar("S", bound=BaseSettings)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="线索通: a tip line that cannot betray its reporters.",
)
app.add_typer(command_line.keys, name="keys")
app.add_typer(command_line.audit, name="audit")
app.add_typer(command_line.receipt, name="receipt")


class _Door:
    """Implements `admin.command_line.FrontDoor`."""

    def inside(self) -> AdminSettings:
        from admin.settings import AdminSettings

        return _settings(AdminSettings)

    def staff_site(self) -> str:
        return _staff_site()


def main() -> None:
    """The command `xiansuo`."""
    from kit.listen import CannotListen
    from kit.runtime_store import RuntimeStoreUnavailable

    with told_plainly(XiansuoError, SecretFileError, RuntimeStoreUnavailable, CannotListen):
        _mount_faq()
        app(obj=_Door())


def _mount_faq() -> None:
    import sys

    if "faq" in sys.argv[1:2] or "--help" in sys.argv[1:2]:
        from faq.commands import app as faq

        app.add_typer(faq, name="faq", help="Questions and answers: ask, check, evaluate, print.")


def _settings(kind: type[S], **given: Any) -> S:
    """The settings of one process; an unknown XIANSUO_ name stops everything, whichever process owns it."""
    from admin.settings import AdminSettings
    from bot.settings import BotSettings

    try:
        refuse_unknown(given_names(), BotSettings, AdminSettings)
    except SettingsError as error:
        stop(error)
    logs.configure("console")
    return load(kind, **given)


@app.command()
def serve() -> None:
    """Run both hosts in one process: the citizens' site and the staff site on one machine."""
    from admin.settings import AdminSettings
    from bot.settings import BotSettings

    asyncio.run(_serve(_settings(BotSettings), _settings(AdminSettings)))


@app.command()
def demo(
    seed_only: Annotated[bool, typer.Option("--seed-only", help="only fill the folder of XIANSUO_DATA")] = False,
) -> None:
    """Serve a demonstration with invented people and reports, on this machine only."""
    from admin.settings import AdminSettings
    from bot.settings import BotSettings

    given: dict[str, Any] = {"demo": True, "host": "127.0.0.1"}
    names = given_names()
    if "XIANSUO_DATA" not in names:
        given["data"] = Path("data/demo")
    if not {"XIANSUO_RUNTIME_DIR", "XIANSUO_RUNTIME_URL"} & names:
        # Nothing in a demonstration is worth a memory-backed folder, which not every newcomer's machine offers.
        given["runtime_dir"] = _settings(BotSettings, **given).data / "runtime"
    outside, inside = _settings(BotSettings, **given), _settings(AdminSettings, **given)
    if seed_only:
        asyncio.run(_seed(outside, inside))
    else:
        asyncio.run(_serve(outside, inside))


async def _seed(outside: BotSettings, inside: AdminSettings) -> None:
    from admin.demo import board, seeding
    from admin.services import open_services
    from kit import clock
    from kit.secretfile import private_folder
    from storage.migrate import upgrade_both

    private_folder(inside.data)
    await upgrade_both(inside.database_url, outside.database_url)
    async with open_services(inside) as services:
        typer.echo(board.accounts(await seeding.seed(services), clock.now()))


async def _serve(outside: BotSettings, inside: AdminSettings) -> None:
    """Both hosts in one process: they share no database and meet in the admin API, here without a network."""
    import httpx

    import bot.services
    from admin import commands
    from admin.demo import board, seeding
    from admin.host import AdminHost
    from admin.pin import pin_when_signed, read_pin
    from admin.services import open_services, service_token
    from bot.host import BotHost
    from kit import clock
    from kit.listen import listen
    from kit.secretfile import private_folder
    from kit.settings import SecretSetting
    from storage.migrate import upgrade_both

    private_folder(inside.data)
    await upgrade_both(inside.database_url, outside.database_url)
    known = {
        "service_token": SecretSetting(service_token(inside).reveal()),
        "policy": outside.policy or read_pin(inside.data),
    }
    async with open_services(inside) as admin_services:
        admin_host = AdminHost(admin_services)
        transport = httpx.ASGITransport(admin_host.site)
        async with bot.services.open_services(outside.model_copy(update=known), transport) as bot_services:
            bot_host = BotHost(bot_services)
            listeners = listening(outside, inside, bot_host, admin_host)
            companions = [*admin_host.companions(), *bot_host.companions()]
            if not outside.policy:
                companions.append(pin_when_signed(inside.data, bot_services.policies.pin))
            staff = f"{listeners[-1].address}admin/"
            if inside.demo:
                made = await seeding.seed(admin_services)
                typer.echo(board.accounts(made, clock.now()))
                companions.append(board.keep_telling(made, typer.echo))
            else:
                await commands.offer_first_link(admin_services, listeners[-1].address)
            addresses = f"web chat:   {listeners[0].address}\nstaff site: {staff}"
            await listen(listeners, companions, lambda: typer.echo(addresses))


def listening(outside: BotSettings, inside: AdminSettings, bot_host: BotHost, admin_host: AdminHost) -> list[Listener]:
    """One address for both on loopback; anywhere else the staff site has its own, and browsers come by TLS.

    Raises SettingsRefused.
    """
    from kit.listen import is_loopback
    from kit.split import Split
    from storage.errors import SettingsRefused

    apart = bool({"admin_host", "admin_port"} & inside.model_fields_set)
    if not apart and not is_loopback(outside.host):
        raise SettingsRefused(
            "XIANSUO_ADMIN_PORT",
            "XIANSUO_ADMIN_PORT is not set: beyond this machine the staff site needs an address of its own, "
            "for example XIANSUO_ADMIN_HOST=127.0.0.1 XIANSUO_ADMIN_PORT=8001",
        )
    citizens = bot_host.listener()
    if apart:
        return [citizens, admin_host.listener()]
    return [replace(citizens, app=Split(bot_host.site, admin_host.site, ("/admin", "/api", "/static/admin")))]


@app.command()
def bot() -> None:
    """Run the exposed host alone."""
    from bot.commands import run
    from bot.settings import BotSettings

    run(_settings(BotSettings))


@app.command()
def admin() -> None:
    """Run the inside host alone."""
    from admin.commands import run
    from admin.settings import AdminSettings

    run(_settings(AdminSettings))


@app.command()
def migrate() -> None:
    """Bring both databases to the newest tables."""
    from admin.settings import AdminSettings
    from bot.settings import BotSettings
    from storage.migrate import upgrade_both

    asyncio.run(upgrade_both(_settings(AdminSettings).database_url, _settings(BotSettings).database_url))
    typer.echo("both databases are up to date")


@app.command()
def settings() -> None:
    """List every setting: what belongs there, an example, and what holds where nothing is set."""
    from admin.settings import AdminSettings
    from bot.settings import BotSettings
    from kit.settings import describe

    seen: set[str] = set()
    for kind in (BotSettings, AdminSettings):
        for one in describe(kind):
            if one.variable not in seen:
                seen.add(one.variable)
                typer.echo(f"{one.variable}={one.default or ''}\n    {one.says}, for example {one.example}")


@app.command("first-admin")
def first_admin() -> None:
    """Print a new one-time link for the first administrator."""
    from admin.commands import first_admin_link
    from admin.settings import AdminSettings

    first_admin_link(_settings(AdminSettings), _staff_site())


def _staff_site() -> str:
    """Where the staff site is reached on this machine: its own address where one is set, else the citizens'."""
    from admin.settings import AdminSettings
    from bot.settings import BotSettings

    inside, outside = _settings(AdminSettings), _settings(BotSettings)
    if {"admin_host", "admin_port"} & inside.model_fields_set:
        return f"http://{inside.admin_host}:{inside.admin_port}"
    return f"http://{outside.host}:{outside.port}"


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="where the age file is written")]) -> None:
    """Write both databases, key files (never the wrap key) and settings into one age file."""
    import sys

    from admin import backing_up, commands
    from admin.services import KEYS_FOLDER
    from admin.settings import AdminSettings
    from bot.settings import BotSettings
    from kit import clock
    from storage.backup import operator

    inside = _settings(AdminSettings)
    databases = operator.present(_databases(_settings(BotSettings), inside))
    public = operator.recipient(inside.data / KEYS_FOLDER, commands.show_backup_key, sys.stdout.isatty())
    if any(one.name == "ledger" for one in databases):
        commands.note_backup(inside)
    files = {**backing_up.files(inside), ".env": Path(".env")}
    target = operator.write(folder, databases, files, public, clock.now(), inside.backup_days)
    typer.echo(f"written: {target}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="an age file that backup wrote")],
    drill: Annotated[bool, typer.Option("--drill", help="only try it, beside the running installation")] = False,
    into: Annotated[str, typer.Option("--into", help="with --drill: an empty PostgreSQL database to try it in")] = "",
) -> None:
    """Bring a backup back into an empty data folder; asks for the backup's secret key."""
    from admin import backing_up, commands
    from admin.services import KEYS_FOLDER
    from admin.settings import AdminSettings
    from bot.settings import BotSettings
    from storage.backup import operator

    inside = _settings(AdminSettings)
    databases = _databases(_settings(BotSettings), inside)
    key = typer.prompt("secret key of the backup (AGE-SECRET-KEY-...)", hide_input=True)
    if drill:
        commands.drill(inside, file, key, into)
        return
    settings_file = {".env": inside.data / "restored.env"}
    found = operator.read(file, key, databases, {**backing_up.files(inside), **settings_file}, inside.data)
    operator.go_on_with(inside.data / KEYS_FOLDER, key)
    if "ledger" in found:
        commands.mark_restored(inside)
    typer.echo(f"restored: {', '.join(found)}")
    typer.echo("the wrap key is in no backup: put it back from paper with xiansuo keys wrap --enter")


def _databases(outside: BotSettings, inside: AdminSettings) -> list[Database]:
    from admin import backing_up as ledger
    from bot import backing_up as outbox

    return [ledger.database(inside), outbox.database(outside)]


@app.command()
def verify(
    leaks: Annotated[bool, typer.Option("--leaks", help="look through this machine's files for what leaked")] = False,
    folder: Annotated[list[Path] | None, typer.Option("--in", help="with --leaks: another folder, say of logs")] = None,
    language: Annotated[str, typer.Option("--language", help="zh_CN or en")] = "en",
) -> None:
    """Tell what anyone may check on the page /verify, or look for leaks and note the day."""
    from admin.commands import scan_for_leaks
    from admin.pin import read_pin
    from admin.settings import AdminSettings
    from bot.commands import verify as tell
    from bot.settings import BotSettings
    from kit.catalogue import LANGUAGES

    if language not in LANGUAGES:
        raise typer.BadParameter("zh_CN or en", param_hint="--language")
    inside = _settings(AdminSettings)
    if leaks:
        scan_for_leaks(inside, folder or [])
        return
    outside = _settings(BotSettings)
    tell(outside.model_copy(update={"policy": outside.policy or read_pin(inside.data)}), language)


if __name__ == "__main__":
    main()
