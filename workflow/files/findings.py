"""What a check found: where, what, and whether it is well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from workflow.files.package import Broken
from workflow.translation import _

T = TypeVar("T")


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that was found in a package, and what it says it is."""

    findings: tuple[Finding, ...]
    title: str = ""
    label: str = ""
    sha256: str = ""
    key: str = ""
    """The public key that signed the package."""
    pledge: int = 0
    entries: int = 0
    head: str = ""

    @property
    def broken(self) -> tuple[Finding, ...]:
        """What does not fit; empty for a good package."""
        return tuple(one for one in self.findings if one.level is Level.BROKEN)

    @property
    def holds(self) -> bool:
        """Tell whether everything fits."""
        return not self.broken


@dataclass
class Findings:
    """Findings as they are collected, one part of the package after the other."""

    found: list[Finding] = field(default_factory=list)

    def ok(self, place: str, words: str) -> None:
        """Note what is well."""
        self.found.append(Finding(Level.OK, place, words))

    def note(self, place: str, words: str) -> None:
        """Note what a reader should know."""
        self.found.append(Finding(Level.NOTE, place, words))

    def broken(self, place: str, words: str) -> None:
        """Note what does not fit."""
        self.found.append(Finding(Level.BROKEN, place, words))

    def add(self, broken: Broken) -> None:
        """Note what was raised."""
        self.broken(broken.place, broken.words)


def part(value: Mapping[str, Any], name: str, kind: type[T], place: str) -> T:
    """Return a part of a JSON object, or raise Broken where it is missing or something else."""
    found = value.get(name)
    if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
        raise Broken(place, _('"{name}" is missing, or not what it should be', name=name))
    return found


def parts(value: Mapping[str, Any], name: str, place: str) -> list[dict[str, Any]]:
    """Return a list of JSON objects, or raise Broken."""
    found = part(value, name, list, place)
    if not all(isinstance(one, dict) for one in found):
        raise Broken(place, _('"{name}" holds something that is no object', name=name))
    return found
