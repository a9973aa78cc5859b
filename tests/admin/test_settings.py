"""What stops the inside host at its start: one sentence that names the setting and the cure."""

from pathlib import Path

import pytest

from admin.settings import AdminSettings
from kit.settings import SettingsError
from tests.admin.offices import settings_of

PROXY = {"admin_trusted_proxy": "127.0.0.1"}


def settings(folder: Path, address: str, **given: object) -> AdminSettings:
    return settings_of(folder, admin_address=address, **(given or PROXY))


@pytest.mark.parametrize(
    ("typed", "origin", "host"),
    [
        ("https://staff.example.cn", "https://staff.example.cn", "staff.example.cn"),
        ("https://Staff.Example.CN:443/", "https://staff.example.cn", "staff.example.cn"),
        ("https://staff.example.cn:8443", "https://staff.example.cn:8443", "staff.example.cn"),
        ("https://xiansuo", "https://xiansuo", "xiansuo"),
    ],
)
def test_the_address_is_kept_as_browsers_say_it(tmp_path: Path, typed: str, origin: str, host: str) -> None:
    address = settings(tmp_path, typed).staff_address
    assert address is not None
    assert (address.origin, address.host) == (origin, host)


@pytest.mark.parametrize(
    "typed",
    [
        "http://staff.example.cn",
        "staff.example.cn",
        "https://10.9.0.2",
        "https://[::1]",
        "https://staff.example.cn/admin",
        "https://a:b@staff.example.cn",
        "https://线索.example.cn",
        "https://staff.example.cn:99999",
        "https://",
    ],
)
def test_an_address_that_passkeys_cannot_be_bound_to_stops_the_start(tmp_path: Path, typed: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, typed)
    (sentence,) = caught.value.sentences
    assert sentence.startswith("XIANSUO_ADMIN_ADDRESS is wrong (")
    assert "for example XIANSUO_ADMIN_ADDRESS=https://staff.example.cn" in sentence
    assert typed not in sentence.partition(":")[0]


def test_an_address_without_tls_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, "https://staff.example.cn", admin_tunnel=True)
    (sentence,) = caught.value.sentences
    assert "XIANSUO_ADMIN_TLS_CERTIFICATE" in sentence
    assert "take XIANSUO_ADMIN_ADDRESS out" in sentence


def test_without_an_address_there_is_nothing_to_bind_passkeys_to(tmp_path: Path) -> None:
    assert settings_of(tmp_path).staff_address is None
