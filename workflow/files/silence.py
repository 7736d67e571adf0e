"""The certificate of silence inside a package: what is read, and how it is compared.

Silence settles a text; nobody joins by it. Each attempt on the locked text stands there with the
entries in which it began and ended. Members also read who objected and why, where the rules of
the pledge let them.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from workflow.files.findings import part
from workflow.files.package import SILENCE, SILENCE_TO_READ, Broken
from workflow.files.trail import Entry
from workflow.translation import _

STARTED, OBJECTED, TAKEN_BACK = "silence started", "objection made", "objection taken back"
ENDS = {"silence held": "held", "silence broken": "broken", "silence stopped": "stopped"}
KINDS = frozenset({STARTED, OBJECTED, TAKEN_BACK, *ENDS})

_OUTCOMES = {
    "held": "Nobody's objection stood at the end: the text was agreed. Nobody joined by it.",
    "broken": "An objection stood at the end: the text went back to drafting.",
    "stopped": "The office stopped it before its end: the text went back to drafting.",
}


def to_read(title: str, label: str, certificate: Mapping[str, Any]) -> bytes:
    """Write the certificate as a text for people.

    Its lines are part of the form of a package: `check_text` holds those of old packages against
    them, so they stay as they are.
    """
    lines = ["Certificate of silence", title, f"{label}, fingerprint {certificate['sha256']}", ""]
    for number, one in enumerate(certificate["attempts"], 1):
        lines += [
            f"Attempt {number}: {one['outcome']}",
            f"    began       {_moment(one['began'])}, entry {one['began_entry']} of the record",
            f"    was to end  {_moment(one['until'])}",
            f"    ended       {_moment(one['ended'])}, entry {one['ended_entry']} of the record",
        ]
        if one["time_source"]:
            lines.append(f"    by          {one['time_source']}")
        lines.append(f"    objections  {one['objections']}, taken back {one['taken_back']}")
        lines += _made(one)
        lines += [f"    {_OUTCOMES[one['outcome']]}", ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _made(one: Mapping[str, Any]) -> list[str]:
    lines = []
    for made in one.get("made", ()):
        place = f"paragraph {made['paragraph']}" if made["paragraph"] else "the text"
        lines.append(f"    {made['agency']} on {place}, entry {made['entry']} of the record")
        lines += [f"    | {line}".rstrip() for line in made["reason"].splitlines()]
    return lines


def _moment(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"


def check_text(text: bytes, title: str, label: str, certificate: Mapping[str, Any]) -> None:
    """Compare what people read with the certificate, which was held against the record before."""
    try:
        right = to_read(title, label, certificate)
    except (KeyError, TypeError, AttributeError):
        raise Broken(SILENCE, _("it is not in the form in which it was written")) from None
    lines = [one.decode(errors="replace").split("\n") for one in (text, right)]
    for number, (says, told) in enumerate(zip_longest(*lines, fillvalue=""), 1):
        if says != told:
            place = f"{SILENCE_TO_READ}, line {number}"
            words = _(
                'it says "{says}", and the record "{told}"', says=says.strip(), told=told.strip()
            )
            raise Broken(place, words)
    if text != right:
        raise Broken(SILENCE_TO_READ, _("it is not in the form in which it was written"))


def check(
    certificate: Mapping[str, Any], sha256: str, entries: Sequence[Entry], *, label: str = ""
) -> int:
    """Compare the certificate with the record; return how many attempts there were.

    With `label` also that silence began on the version of this name.
    """
    if part(certificate, "sha256", str, SILENCE) != sha256:
        raise Broken(SILENCE, _("it is the certificate of another text"))
    attempts = part(certificate, "attempts", list, SILENCE)
    for number, one in enumerate(attempts, 1):
        place = f"{SILENCE}, attempt {number}"
        if not isinstance(one, dict):
            raise Broken(place, _("it is no JSON object"))
        _check_attempt(place, one, sha256, entries)
        if label:
            _same(place, _entry(place, one, "began", entries), {"version": label})
    return len(attempts)


def _check_attempt(
    place: str, one: Mapping[str, Any], sha256: str, entries: Sequence[Entry]
) -> None:
    began = _entry(place, one, "began", entries)
    ended = _entry(place, one, "ended", entries)
    if began.kind != STARTED or ENDS.get(ended.kind) != one.get("outcome"):
        raise Broken(place, _("the record tells of another outcome"))
    if began.number >= ended.number:
        raise Broken(place, _("it ended before it began"))
    _same(place, began, {"sha256": sha256, "until": one.get("until")})
    if ended.kind == "silence held":
        says = {"sha256": sha256, "taken back": one.get("objections")}
        _same(place, ended, {**says, "time source": one.get("time_source")})
        if one.get("objections") != one.get("taken_back"):
            raise Broken(place, _("it held although an objection stood"))
    seen = sum(entry.kind == OBJECTED for entry in entries[began.number : ended.number])
    if seen and seen != one.get("objections"):
        raise Broken(place, _("the record tells of another objection"))
    for made in one.get("made", ()):
        entry = _entry(place, {"at": made.get("at"), "at_entry": made.get("entry")}, "at", entries)
        if entry.kind != OBJECTED or not began.number < entry.number < ended.number:
            raise Broken(place, _("the record tells of another objection"))
        _same(place, entry, {name: made.get(name) for name in ("agency", "paragraph", "reason")})


def _entry(place: str, one: Mapping[str, Any], name: str, entries: Sequence[Entry]) -> Entry:
    number = part(one, f"{name}_entry", int, place)
    entry = entries[number - 1] if 1 <= number <= len(entries) else None
    if entry is None or entry.at != one.get(name):
        raise Broken(place, _("entry {number} of the record is of another time", number=number))
    return entry


def _same(place: str, entry: Entry, says: Mapping[str, Any]) -> None:
    """Compare with what an entry tells, where these readers may know it."""
    if entry.told is not None and any(entry.told.get(k) != v for k, v in says.items()):
        raise Broken(
            place, _("entry {number} of the record says something else", number=entry.number)
        )
