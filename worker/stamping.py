"""Ask a time stamp authority over HTTP; what it answers is checked by whoever keeps it."""

from urllib.request import Request, urlopen

from workflow.errors import BadSetting
from workflow.files import stamps

SECONDS = 15
LARGEST = 64 * 1024
"""Bytes; a token has two thousand."""

_SCHEMES = ("http://", "https://")


def ask(url: str, said: bytes) -> bytes:
    """Return the answer of the authority to a question about these bytes."""
    if not url.startswith(_SCHEMES):
        raise BadSetting(name="ONEVOICE_TIME_STAMP_URL", reason="write https://...")
    headers = {"Content-Type": "application/timestamp-query"}
    question = Request(url, stamps.ask(said), headers)  # noqa: S310  the scheme was looked at
    with urlopen(question, timeout=SECONDS) as answer:  # noqa: S310  the same
        token: bytes = answer.read(LARGEST)
    return token
