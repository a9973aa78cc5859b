"""Where the citizens' site may listen."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.host import BotHost
from storage.errors import SettingsRefused
from tests.bot.lines import Line

pytestmark = pytest.mark.anyio
EVERYWHERE = "0.0.0.0"  # noqa: S104


def host(line: Line, **given: object) -> BotHost:
    """The host as it would be with other settings."""
    return BotHost(replace(line.bot, settings=line.bot.settings.model_copy(update=given)))


@pytest.mark.parametrize("address", [EVERYWHERE, "::", "192.168.1.5", "tip.example.cn"])
def test_beyond_this_machine_browsers_come_by_tls_or_not_at_all(line: Line, address: str) -> None:
    with pytest.raises(SettingsRefused, match="XIANSUO_TLS_CERTIFICATE") as told:
        host(line, host=address).listener()
    assert "XIANSUO_TRUSTED_PROXY" in str(told.value)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1", "localhost"])
def test_on_this_machine_it_listens_as_it_is(line: Line, address: str) -> None:
    assert host(line, host=address).listener().host == address


def test_with_a_certificate_or_a_named_proxy_it_listens_anywhere(line: Line) -> None:
    files = {"tls_certificate": Path("site.pem"), "tls_key": Path("site.key")}
    assert host(line, host=EVERYWHERE, **files).listener().certificate == Path("site.pem")
    assert host(line, host=EVERYWHERE, trusted_proxy="10.0.0.1").listener().proxy == "10.0.0.1"
