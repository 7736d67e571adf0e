"""The languages in which people outside are spoken to, and what is said in each.

The phrases live in `workflow/rules/phrases`, one file a language. A test holds that all of them
say the same things with the same gaps.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from workflow.translation import RIGHT_TO_LEFT, USUAL

FOLDER = Path(__file__).with_name("phrases")

NAMES: Mapping[str, str] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
"""Language -> what it calls itself."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language to speak: `say("limit", limit=500)`."""

    code: str

    @property
    def direction(self) -> str:
        """Return how it is written: "ltr" or "rtl"."""
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"

    def knows(self, key: str) -> bool:
        """Tell whether there is a phrase of this name."""
        return key in _phrases(self.code)

    def moment(self, at: datetime, zone: str) -> str:
        """Say a moment in figures, which all languages read alike."""
        place = zone.rsplit("/", 1)[-1].replace("_", " ")
        return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d, %H:%M} ({place})"

    def __call__(self, key: str, **gaps: object) -> str:
        """Return a phrase with its gaps filled in."""
        return _phrases(self.code)[key].format(**gaps)


def tongue(code: str) -> Tongue:
    """Return the language with this code, or the usual one for a code that we do not speak."""
    return Tongue(code if code in NAMES else USUAL)


@cache
def _phrases(code: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return found
