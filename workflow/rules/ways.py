"""The rules that the office sets for one pledge: how it is agreed, locked, left and corrected."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Self

from workflow.errors import BadNumber
from workflow.rules.quiet import CORRECTION, SILENCE, Length
from workflow.translation import mark

EDITION_OF = "edition_of"
"""The setting of a pledge that says of which pledge it is a new edition."""

LONGEST_HOURS = 24 * 60
LONGEST_DAYS = 30
LONGEST_NOTICE = 730


@dataclass(frozen=True, slots=True)
class Ways:
    """How it is done for one pledge. What is missing in its settings is as it stands here."""

    needs_silence: bool = False
    """The text has to be agreed by silence before it is locked."""
    locks_itself: bool = False
    """It is locked by the clock in the moment in which silence holds."""
    hides_objectors: bool = False
    """Other agencies read why silence was broken, and not by whom."""
    public_decisions: bool = False
    """Everybody may read what was decided once the text is locked."""
    silence_hours: int = SILENCE.hours
    silence_days: int = SILENCE.days
    correction_hours: int = CORRECTION.hours
    notice_days: int = 30

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Return the rules of a pledge from its settings."""
        return cls(**{name: settings[name] for name in NAMES if name in settings})

    @property
    def silence(self) -> Length:
        """How long silence has to run."""
        return Length(self.silence_hours, self.silence_days)

    @property
    def correction(self) -> Length:
        """How long agencies have to object to a correction."""
        return Length(self.correction_hours, CORRECTION.days)

    @property
    def notice(self) -> timedelta:
        """How long an agency stays under a text after it said that it leaves."""
        return timedelta(days=self.notice_days)

    def checked(self) -> Self:
        """Return the same, or raise BadNumber: what agencies count on only moves upward."""
        bounds = {
            "silence_hours": (SILENCE.hours, LONGEST_HOURS, mark("hours of silence")),
            "silence_days": (SILENCE.days, LONGEST_DAYS, mark("working days of silence")),
            "correction_hours": (CORRECTION.hours, LONGEST_HOURS, mark("hours to object")),
            "notice_days": (0, LONGEST_NOTICE, mark("days of notice")),
        }
        for name, (least, most, what) in bounds.items():
            if not least <= getattr(self, name) <= most:
                raise BadNumber(what=what, least=least, most=most)
        return self

    def as_json(self) -> dict[str, Any]:
        """Return the rules as they are kept in the settings of a pledge."""
        return asdict(self)


NAMES = tuple(asdict(Ways()))
