"""What an administrator can set. Nobody else reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from workflow.errors import BadSetting

PREFIX = "ONEVOICE_"
HOME = Path(".onevoice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field is one setting: `database_url` is read from ONEVOICE_DATABASE_URL.

    A secret may also be given as a file: ONEVOICE_SECRET_KEY_FILE. docs/operating.md
    explains each setting to an administrator.
    """

    database_url: str = f"sqlite:///{HOME}/onevoice.db"
    broker_url: str = "memory://localhost"
    secret_key: str = field(default="", repr=False)
    signing_key: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8080"
    smtp_url: str = field(default="", repr=False)
    mail_folder: str = f"{HOME}/mails"
    mail_from: str = "onevoice@localhost"
    mail_reply_to: str = ""
    mail_in_url: str = field(default="", repr=False)
    mail_in_roots: str = ""
    mail_relay: str = ""
    time_stamp_url: str = ""
    time_stamp_roots: str = ""
    demo: bool = False
    neutral: bool = False
    secure_cookies: bool = False
    trusted_proxies: int = 0
    max_text_kilobytes: int = 1024
    max_file_megabytes: int = 25

    @property
    def embedded(self) -> bool:
        """Tell whether web and worker share one process and one SQLite file."""
        return self.broker_url.startswith("memory://")

    @property
    def told_to_services(self) -> dict[str, str]:
        """What services find in `Session.info`: they read no settings of their own."""
        return {
            "base_url": self.base_url,
            "mail_from": self.mail_from,
            "mail_reply_to": self.mail_reply_to,
            "secret_key": self.secret_key,
            "signing_key": self.signing_key,
            "time_stamp_url": self.time_stamp_url,
        }


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; raise BadSetting for one that makes no sense."""
    given = os.environ if environment is None else environment
    found: dict[str, str | int | bool] = {}
    for name in (f.name for f in fields(Settings)):
        raw = _raw(given, PREFIX + name.upper())
        if raw is not None:
            found[name] = _convert(name, raw)
    return Settings(**found)  # type: ignore[arg-type]  # _convert gives each field its type


def _raw(given: Mapping[str, str], key: str) -> str | None:
    path = given.get(f"{key}_FILE")
    if path is None:
        return given.get(key)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(name=f"{key}_FILE", reason=str(error)) from error


def _convert(name: str, raw: str) -> str | int | bool:
    default = getattr(Settings(), name)
    key = PREFIX + name.upper()
    if isinstance(default, bool):
        if raw.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise BadSetting(name=key, reason="say 1 or 0")
        return raw.lower() in {"1", "true", "yes"}
    if isinstance(default, int):
        if not raw.isdecimal():
            raise BadSetting(name=key, reason="say a whole number")
        return int(raw)
    return raw
