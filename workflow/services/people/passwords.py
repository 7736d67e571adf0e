"""Passwords: argon2id, at most two at a time, and the same work for strangers."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MINIMUM = 10
MAXIMUM = 1000
"""Characters; nobody types more, and hashing a book would keep others waiting."""

_hasher = PasswordHasher()
# Each check takes 64 MB and a good part of a core; a flood of them must not stop the service.
_turn = BoundedSemaphore(2)


def make(password: str) -> str:
    """Return the hash that is kept."""
    with _turn:
        return _hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Tell whether the password is the right one.

    Without a kept hash the same work is done in vain: the time of the answer must not tell who
    has an account here.
    """
    with _turn:
        try:
            _hasher.verify(kept or _dummy(), password[:MAXIMUM])
        except (VerifyMismatchError, InvalidHashError):
            return False
        return kept is not None


def outdated(kept: str) -> bool:
    """Tell whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _dummy() -> str:
    return _hasher.hash("nobody has this password")
