"""The commands that only the inside host has, as the front door joins them: `keys`, `audit`, `receipt`.

What they need of both hosts' settings comes with the call: the front door alone knows both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

if TYPE_CHECKING:
    from admin.settings import AdminSettings

keys = typer.Typer(no_args_is_help=True, help="Keys that only the operator of the admin host handles.")
audit = typer.Typer(no_args_is_help=True, help="The access ledger.")
receipt = typer.Typer(no_args_is_help=True, help="What a reporter holds.")


class FrontDoor(Protocol):
    """What the front door hands to a command, as the context's object."""

    def inside(self) -> AdminSettings:
        """The inside host's settings, checked."""

    def staff_site(self) -> str:
        """Where the staff site is reached on this machine."""


@keys.command("wrap")
def keys_wrap(
    context: typer.Context,
    enter: Annotated[bool, typer.Option("--enter", help="put a lost key back from its paper copy")] = False,
    new: Annotated[bool, typer.Option("--new", help="make another one; every password is void afterwards")] = False,
) -> None:
    """Show the wrap key once, on a terminal, to be written down and locked away."""
    from admin import commands

    act = commands.enter_wrap_key if enter else commands.new_wrap_key if new else commands.show_wrap_key
    act(_door(context).inside())


@keys.command("token")
def keys_token(context: typer.Context) -> None:
    """Show the service token on a terminal, for the bot host's XIANSUO_SERVICE_TOKEN."""
    from admin.commands import show_service_token

    show_service_token(_door(context).inside())


@keys.command("recover")
def keys_recover(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(help="the unit's id, as its page on the staff site shows it")],
    name: Annotated[str, typer.Argument(help="who is to bring it back")],
) -> None:
    """Print a one-time link for bringing a unit back from two of its recovery pages."""
    from admin.commands import recovery_link

    recovery_link(_door(context).inside(), _door(context).staff_site(), unit, name)


@audit.command("verify")
def audit_verify(context: typer.Context) -> None:
    """Check every block of the access ledger; names the first that is broken."""
    from admin.commands import verify_audit

    verify_audit(_door(context).inside())


@receipt.command("verify")
def receipt_verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the acknowledgement a reporter was given")],
) -> None:
    """Check a signed acknowledgement of filing against host key and access ledger."""
    from admin.commands import verify_acknowledgement

    verify_acknowledgement(_door(context).inside(), file)


def _door(context: typer.Context) -> FrontDoor:
    door: FrontDoor = context.obj
    return door
