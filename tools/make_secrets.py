#!/usr/bin/env python3
"""Make the secrets that docker-compose.yml mounts; what is there already stays.

    python3 tools/make_secrets.py

The folder is closed to other users. The files in it are not, because each container sees only the
file it is given and reads it as a user of its own.
"""

import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "secrets"


def make(folder: Path) -> list[str]:
    """Write what is missing and return the names."""
    folder.mkdir(mode=0o700, exist_ok=True)
    password = keep(folder / "database_password", secrets.token_urlsafe(24))
    url = f"postgresql+psycopg://onevoice:{password}@database/onevoice"
    keep(folder / "database_url", url)
    keep(folder / "secret_key", secrets.token_urlsafe(48))
    keep(folder / "signing_key", secrets.token_hex(32))
    return sorted(path.name for path in folder.iterdir())


def keep(path: Path, value: str) -> str:
    """Return what the file holds; write the value if there is no file."""
    if not path.exists():
        path.write_text(value)
        path.chmod(0o644)
    return path.read_text()


if __name__ == "__main__":
    print(*make(FOLDER), sep="\n", file=sys.stderr)
