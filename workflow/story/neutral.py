"""The story about Agency A to I: for showing it where real names would be in the way.

Only who people are changes. The text of the pledge stays as it is, so its fingerprints do too.
"""

import json
import re
from collections.abc import Callable
from string import ascii_uppercase
from typing import Any

DISCLAIMER = "ILLUSTRATIVE. Every agency, person, position, proposal and date is invented."


def told_neutrally(text: str) -> str:
    """Return the story with neutral agencies and people."""
    raw = json.loads(text)
    letters = dict(zip((o["acronym"] for o in raw["organisations"]), ascii_uppercase, strict=False))
    raw["organisations"] = [_neutral(o, letters[o["acronym"]]) for o in raw["organisations"]]
    raw["meta"]["disclaimer"] = DISCLAIMER
    names = re.compile(rf"\b({'|'.join(sorted(letters, key=len, reverse=True))})\b")

    def renamed(words: str) -> str:
        return names.sub(lambda found: f"Agency {letters[found[1]]}", words)

    texts = {"zero_draft", "rev1", "final"}
    return json.dumps({k: v if k in texts else _everywhere(v, renamed) for k, v in raw.items()})


def _neutral(o: dict[str, Any], letter: str) -> dict[str, Any]:
    home = f"agency-{letter.lower()}.example"
    return o | {
        "name": f"Agency {letter}",
        "focal_point": {"name": f"Focal point {letter}", "email": f"focal.point@{home}"},
        "alternate_or_clearing_officer": {
            "name": f"Second person {letter}",
            "email": f"second.person@{home}",
        },
        "principal": {"title": f"Principal {letter}", "email": f"principal@{home}"},
    }


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401  whatever JSON holds
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_everywhere(one, change) for one in value]
    if isinstance(value, dict):
        return {key: _everywhere(one, change) for key, one in value.items()}
    return value
