"""The inside host's settings. What both hosts read (data folder, zone) has one name and one meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import field_validator, model_validator

from admin.staff_address import StaffAddress
from kit.host_settings import HostSettings
from kit.settings import Listed, SecretSetting, setting


class AdminSettings(HostSettings):
    """One admin process. Paths are folders of the inside host."""

    admin_host: str = setting("127.0.0.1", says="the address the staff site listens on", example="10.9.0.2")
    admin_port: int = setting(8001, ge=1, le=65535, says="the port the staff site listens on", example="8001")
    admin_hosts: Listed = setting((), says="the host names the staff site answers to", example="staff.example.cn")
    admin_address: str = setting(
        "",
        says="the https address that staff type, without which there are no passkeys",
        example="https://staff.example.cn",
    )
    admin_database_url: SecretSetting | None = setting(
        None, says="the ledger's own database", example="postgresql://admin@db.example/ledger"
    )
    staff_webhook: SecretSetting | None = setting(
        None,
        says="an https address that is told of new matters, without a word on them",
        example="https://im.example.cn/hook",
    )
    admin_tls_certificate: Path | None = setting(
        None, says="a PEM certificate file for the staff site", example="/etc/xiansuo/staff.pem"
    )
    admin_tls_key: Path | None = setting(
        None, says="that certificate's PEM key file", example="/etc/xiansuo/staff.key"
    )
    admin_trusted_proxy: str = setting(
        "", says="the address of a proxy that ends TLS before the staff site", example="127.0.0.1"
    )
    admin_tunnel: bool = setting(
        False, says="1 where the staff site's address lies inside an encrypted tunnel", example="1"
    )

    @field_validator("staff_webhook")
    @classmethod
    def _is_web_address(cls, value: SecretSetting | None) -> SecretSetting | None:
        if value is not None and urlsplit(value.reveal()).scheme not in ("https", "http"):
            raise ValueError("must be a web address")
        return value

    @field_validator("admin_address")
    @classmethod
    def _is_host_name(cls, value: str) -> str:
        return StaffAddress.parse(value).origin if value else ""

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        self._check_pair(self.admin_tls_certificate, self.admin_tls_key, "XIANSUO_ADMIN_TLS")
        if self.admin_address and not self.secure_cookies:
            raise ValueError(
                "XIANSUO_ADMIN_ADDRESS is set, and nothing ends TLS before the staff site: set "
                "XIANSUO_ADMIN_TLS_CERTIFICATE and XIANSUO_ADMIN_TLS_KEY, or XIANSUO_ADMIN_TRUSTED_PROXY, or take "
                "XIANSUO_ADMIN_ADDRESS out"
            )
        return self

    @property
    def staff_address(self) -> StaffAddress | None:
        """What passkeys are bound to; None where there are none."""
        return StaffAddress.parse(self.admin_address) if self.admin_address else None

    @property
    def site_hosts(self) -> tuple[str, ...]:
        """Every name the staff site answers to beyond this machine."""
        named = self.staff_address
        return (*self.admin_hosts, self.admin_host, *((named.host,) if named else ()))

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers reach the staff site by TLS, so that cookies may travel nowhere else."""
        return self.admin_tls_certificate is not None or bool(self.admin_trusted_proxy)

    @property
    def database_url(self) -> str:
        """The ledger's database: the one named, else a SQLite file in the data folder."""
        if self.admin_database_url is not None:
            return self.admin_database_url.reveal()
        return self.sqlite("ledger.db")
