"""Write a merge as one would read it aloud: what goes, what comes, and who wants it.

    We will report ~~once a year~~ **every two years** (ILO, IOM) to [us] [all] (WHO) [you] (UNDP).

What was contested shows the base first, then each wording with the agencies behind it.
"""

from collections.abc import Iterable

from workflow.text.places import Place
from workflow.text.texts import TextMerge


def aloud(merged: TextMerge) -> str:
    """Return the base with all that is proposed for it."""
    parts: list[str] = []
    at = 0
    for place in merged.places:
        parts += merged.base[at : place.start], _told(place)
        at = place.end
    return "".join((*parts, merged.base[at:]))


def _told(place: Place) -> str:
    if place.contested:
        rivals = [(one.text, one.agencies) for one in place.alternatives]
        shown = [f"[{place.base.strip()}]"] if place.base.strip() else []
        shown += [f"[{text.strip()}] ({', '.join(who)})" for text, who in rivals]
        texts = [place.base] if place.base.strip() else [text for text, _ in rivals]
        return _spaced(" ".join(shown), texts)
    if place.alternatives[0].noise:
        return place.settled
    old, new = place.base.strip(), place.settled.strip()
    who = ", ".join(sorted({agency for one in place.alternatives for agency in one.agencies}))
    struck = f"~~{old}~~" if old else ""
    close = place.base[:1].isspace() and not place.settled[:1].isspace()
    bold = f"{'' if close or not old else ' '}**{new}**" if new else ""
    return _spaced(f"{struck}{bold} ({who})", [place.base or place.settled])


def _spaced(shown: str, texts: Iterable[str]) -> str:
    """Keep the white space at an edge if none of the texts is without it."""
    row = [text for text in texts if text] or [""]
    left = min((text[: len(text) - len(text.lstrip())] for text in row), key=len)
    right = min((text[len(text.rstrip()) :] for text in row), key=len)
    return left + shown + right
