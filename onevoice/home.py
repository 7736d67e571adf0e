"""The folder where one machine keeps what it needs: database, mails, keys, a lock.

It is open to its owner only. The lock says that a service runs from it, so that no second one
works on the same SQLite file.
"""

import fcntl
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url

from workflow import settings as settings_
from workflow.errors import BadSetting
from workflow.settings import Settings


@dataclass
class Home:
    """A folder, made when it is first needed."""

    folder: Path
    held: IO[str] | None = None

    def prepare(self, given: Settings) -> Settings:
        """Make the folders of these settings and fill in the keys that last."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        url = make_url(given.database_url)
        if url.get_backend_name() == "sqlite" and url.database:
            Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return replace(
            given,
            secret_key=given.secret_key or self._kept("secret_key", secrets.token_urlsafe(48)),
            signing_key=given.signing_key or self._kept("signing_key", secrets.token_hex(32)),
        )

    def hold(self) -> None:
        """Take the lock for as long as this process lives; raise BadSetting if it is taken."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            reason = f"a service is already running from {self.folder}; stop it first"
            raise BadSetting(name="--home", reason=reason) from error
        self.held = lock

    def _kept(self, name: str, fresh: str) -> str:
        path = self.folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(fresh + "\n", encoding="utf-8")
        return path.read_text(encoding="utf-8").strip()


def read(folder: Path | None) -> tuple[Home, Settings]:
    """Read the settings; what lies in the home folder by default lies in `folder` if given."""
    given = settings_.read()
    if folder is None:
        return Home(settings_.HOME), given
    default = Settings()
    changed = {}
    if given.database_url == default.database_url:
        changed["database_url"] = f"sqlite:///{folder}/onevoice.db"
    if given.mail_folder == default.mail_folder:
        changed["mail_folder"] = f"{folder}/mails"
    return Home(folder), replace(given, **changed)  # type: ignore[arg-type]  # both are texts
