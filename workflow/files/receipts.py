"""Mails as witnesses: each receipt names the head of the record at the time it was written.

A service that cuts entries off, or writes the whole record anew with its own key, can make a
package in which everything fits. It cannot reach into the mailboxes of the agencies.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

from workflow.files.findings import Findings
from workflow.files.package import Broken
from workflow.files.seal import Receipt, find_receipts, holds
from workflow.files.trail import Entry
from workflow.translation import _

_TAG = re.compile(r"<[^>]*>")


def read_mail(name: str, data: bytes) -> list[Receipt]:
    """Return the receipts in a mail file, or in any text that holds their lines."""
    try:
        mail = message_from_bytes(data, policy=policy.default)
        texts = [_words(part) for part in mail.walk() if part.get_content_maintype() == "text"]
    except (ValueError, LookupError, KeyError, AttributeError, TypeError):
        raise Broken(name, _("this mail cannot be read")) from None
    found = [receipt for text in texts for receipt in find_receipts(text)]
    return list(dict.fromkeys(found or find_receipts(data.decode("utf-8", "replace"))))


def _words(part: EmailMessage) -> str:
    text = str(part.get_content())
    return _TAG.sub(" ", text) if part.get_content_subtype() == "html" else text


def judge(
    findings: Findings,
    receipts: Iterable[tuple[str, Receipt]],
    *,
    pledge: int,
    entries: Sequence[Entry],
    keys: Mapping[str, str],
) -> None:
    """Compare what mails say with the record of the package."""
    counted = 0
    for name, receipt in receipts:
        if receipt.pledge != pledge:
            findings.note(
                name, _("it is about pledge {pledge}, not about this one", pledge=receipt.pledge)
            )
            continue
        counted += 1
        problem = _problem(receipt, entries, keys)
        if problem:
            findings.broken(name, problem)
        else:
            signed = _("signed with key {key}", key=receipt.key) if receipt.key else _("not signed")
            findings.ok(
                name,
                _(
                    "entry {entry} is what it was then ({signed})",
                    entry=receipt.entry,
                    signed=signed,
                ),
            )
    if not counted:
        findings.broken("receipts", _("none of these mails holds a receipt of this pledge"))


def _problem(receipt: Receipt, entries: Sequence[Entry], keys: Mapping[str, str]) -> str:
    if receipt.key and receipt.key not in keys:
        return _(
            "signed with key {key}, which this package hides: its keys were replaced",
            key=receipt.key,
        )
    if receipt.key and not holds(keys[receipt.key], receipt.said, receipt.signature):
        return _("its own signature does not hold: the mail was changed")
    if receipt.entry > len(entries):
        return _(
            "it is of entry {entry}, and the package ends at {number}: entries were cut off,"
            " or the package is older than the mail; then ask for a new one",
            entry=receipt.entry,
            number=len(entries),
        )
    if receipt.entry < 1 or entries[receipt.entry - 1].hash != receipt.head:
        return _(
            "entry {entry} had another hash then: the record was written anew", entry=receipt.entry
        )
    return ""
