"""Settings that both hosts read under one name and with one meaning."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import field_validator

from kit.settings import BaseSettings, SecretSetting, setting


class HostSettings(BaseSettings):
    """One process of either kind. Paths are folders of the host it runs on."""

    data: Path = setting(Path("data"), says="the folder for databases and keys", example="/var/lib/xiansuo")
    runtime_dir: Path | None = setting(None, says="a memory-backed folder for daily keys", example="/run/xiansuo")
    runtime_url: SecretSetting | None = setting(
        None, says="a Redis without persistence, shared by all machines of one kind", example="redis://127.0.0.1:6379/0"
    )
    service_token: SecretSetting | None = setting(
        None, says="the token by which bots open the admin API", example="64 characters, as the admin host made them"
    )
    policy: str = setting("", says="version and fingerprint of a policy, as custody reads it out", example="1:3f9a...")
    timezone: str = setting("Asia/Shanghai", says="the zone in which days are counted", example="Asia/Shanghai")
    backup_days: int = setting(
        30, ge=1, le=30, says="days after which the next backup erases an older one", example="14"
    )
    demo: bool = setting(False, says="1 for a demonstration with invented data", example="1")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError) as error:
            raise ValueError("no such time zone") from error
        return value

    @field_validator("policy")
    @classmethod
    def _policy_form(cls, value: str) -> str:
        version, _, fingerprint = value.partition(":")
        if value and not (version.isdecimal() and int(version) > 0 and re.fullmatch("[0-9A-Fa-f]{64}", fingerprint)):
            raise ValueError("must be a version, a colon and 64 hexadecimal digits")
        return value.lower()

    @staticmethod
    def _check_pair(certificate: Path | None, key: Path | None, name: str) -> None:
        """Raise ValueError, with the whole sentence, where one of the two files is missing."""
        if (certificate is None) != (key is None):
            raise ValueError(f"{name}_CERTIFICATE and {name}_KEY go together: set both to PEM files, or neither")
        for file in (certificate, key):
            if file is not None and not file.is_file():
                raise ValueError(f"{name}_CERTIFICATE or {name}_KEY names {file}, which is no file: name a PEM file")

    @property
    def zone(self) -> ZoneInfo:
        """The office's zone."""
        return ZoneInfo(self.timezone)

    def sqlite(self, name: str) -> str:
        """The URL of a SQLite file in the data folder, for who names no database."""
        return f"sqlite:///{self.data.resolve() / name}"
