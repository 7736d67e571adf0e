"""What a mail that came in is, judged by its own words and marks.

    Subject: Out of office, Auto-Submitted: auto-replied     away: never acted on, never answered
    Content-Type: multipart/report                           a bounce of one of our mails
    No changes.                                              the first line says the answer
    (a Word file is attached)                                the answer is in the file
    anything else                                            a comment of the agency

Nothing counts before its sender has confirmed it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum


class Kind(StrEnum):
    """What a mail was understood as."""

    NO_CHANGES = "no changes"
    WORD_FILE = "Word file"
    COMMENT = "comment"
    AWAY = "away"
    BOUNCE = "bounce"
    REFUSED = "refused"


class Waiting(StrEnum):
    """What has become of it."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    NOTED = "noted"
    REFUSED = "refused"
    SET_ASIDE = "set aside"


LONGEST = 20_000
"""Characters of a reply that are kept."""

_IN_BULK = {"bulk", "junk", "list", "auto_reply"}
_NO_CHANGES = {
    *("no changes", "no change", "no comments", "no comment", "nil return", "nil"),
    *("aucune modification", "pas de modification", "aucun changement", "pas de changement"),
    *("sans changement", "sans modification", "aucun commentaire", "pas de commentaire"),
    *("بلا تعديلات", "بلا تعديل", "بلا تغييرات", "بلا تغيير", "بلا تعليقات", "بلا تعليق"),
    *("لا تغييرات", "لا تغيير", "لا تعديلات", "لا تعديل", "لا تعليقات", "لا تعليق"),
}
_AWAY = (
    *("automatic reply", "out of office", "autoreply", "auto:"),
    *("réponse automatique", "absence du bureau", "absent du bureau", "absent(e) du bureau"),
    *("respuesta automática", "fuera de la oficina", "автоматический ответ", "автоответ"),
    *("رد تلقائي", "الرد التلقائي", "自动回复", "自动答复", "自動回覆"),
)
"""How the subject of an automatic reply begins, where no other mark tells it."""
_AROUND = " .!*_\"'“”«»\xa0\u202f\u200e\u200f،"
_QUOTES = re.compile(
    r"^(>|-{2,} ?$|_{5,}|-{3,} ?original message|from: .+@|sent from my )"
    r"|^(on .{4,200}\bwrote:|le .{4,200}\ba écrit ?:)",
    re.IGNORECASE,
)


MOST_DELAYS = 3
"""So many "not yet" about one person in one round are a "never"."""


def is_lasting(status: str) -> bool:
    """Tell whether a delivery status says "never" (5.x.x); 4.x.x only means "not yet"."""
    return status.startswith("5")


def outcome(action: str, status: str) -> str:
    """Return the status that a report comes to: who gave up on a "not yet" means "never"."""
    gave_up = action == "failed" and status.startswith("4")
    return f"5{status[1:]}" if gave_up else status


def own_words(text: str) -> str:
    """Return what somebody wrote themselves: everything before the mail that they answer."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if _QUOTES.match(line.strip()):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()[:LONGEST]


def says_no_changes(words: str) -> bool:
    """Tell whether the first line is the answer "no changes", with or without a full stop."""
    first = words.split("\n", 1)[0]
    return (
        " ".join(first.lower().strip(" .!*_\"'“”«»\xa0\u202f\u200e\u200f،").split()) in _NO_CHANGES
    )


def says_away(headers: Sequence[tuple[str, str]]) -> bool:
    """Tell whether headers are those of an automatic reply (RFC 3834, and what came before it)."""
    known = _known(headers)
    if any(value.startswith("auto-replied") for value in known["auto-submitted"]):
        return True
    if known.keys() & {"x-autoreply", "x-autorespond", "x-auto-reply-from"}:
        return True
    return any(value.startswith(_AWAY) for value in known["subject"])


def is_automatic(headers: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a machine wrote this, so that no machine may answer. One sign is enough."""
    known = _known(headers)
    machines = ("mailer-daemon", "postmaster")
    return (
        says_away(headers)
        or any(not value.startswith("no") for value in known["auto-submitted"])
        or any(_first(value) in _IN_BULK for value in known["precedence"])
        or "<>" in known["return-path"]
        or "list-id" in known
        or any(value.partition("@")[0].endswith(machines) for value in known["from"])
    )


def _known(headers: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    known: dict[str, list[str]] = defaultdict(list)
    for name, value in headers:
        known[name.lower()].append(value.strip().lower())
    return known


def _first(value: str) -> str:
    return value.replace(";", " ").replace(",", " ").split(maxsplit=1)[0] if value.strip() else ""


def dmarc(headers: Sequence[tuple[str, str]], *, relay: str) -> str:
    """Return what our own mail server found of the sender: "pass", "fail" or "" for nothing.

    Only a result in its name counts; anybody can write the header.
    """
    for name, value in headers:
        server, _, results = value.partition(";")
        if name.lower() == "authentication-results" and server.split()[:1] == [relay]:
            found = re.search(r"\bdmarc\s*=\s*(\w+)", results.lower())
            return found[1] if found else ""
    return ""
