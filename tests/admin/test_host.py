"""Where the staff site may listen."""

from dataclasses import replace
from pathlib import Path

import pytest

from admin.host import AdminHost
from admin.services import Services
from storage.errors import SettingsRefused

pytestmark = pytest.mark.anyio
EVERYWHERE = "0.0.0.0"  # noqa: S104


def host(office: Services, **given: object) -> AdminHost:
    """The host as it would be with other settings."""
    return AdminHost(replace(office, settings=office.settings.model_copy(update=given)))


async def test_beyond_this_machine_staff_come_by_tls_or_through_a_tunnel_or_not_at_all(office: Services) -> None:
    for address in (EVERYWHERE, "::", "10.9.0.2"):
        with pytest.raises(SettingsRefused, match="XIANSUO_ADMIN_TLS_CERTIFICATE"):
            host(office, admin_host=address).listener()


async def test_on_this_machine_it_listens_as_it_is(office: Services) -> None:
    assert host(office, admin_host="127.0.0.1").listener().certificate is None


async def test_with_a_certificate_a_named_proxy_or_a_tunnel_it_listens_anywhere(office: Services) -> None:
    files = {"admin_tls_certificate": Path("staff.pem"), "admin_tls_key": Path("staff.key")}
    assert host(office, admin_host="10.9.0.2", **files).listener().certificate == Path("staff.pem")
    assert host(office, admin_host="10.9.0.2", admin_trusted_proxy="10.9.0.1").listener().proxy == "10.9.0.1"
    assert host(office, admin_host="10.9.0.2", admin_tunnel=True).listener().host == "10.9.0.2"
