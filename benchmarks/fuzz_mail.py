"""Fuzz the reading of mails that come in; for hours, by hand, never in CI.

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris babel
    /tmp/fuzz/bin/python benchmarks/fuzz_mail.py -max_total_time=3600 [FOLDER FOR NEW INPUTS]

Every option goes to libFuzzer. Half of the inputs are mails, whose bytes it changes; half tell a
generator which headers and parts to put into each other. All that may come out is a letter that
every database can keep, or a MailUnreadable, and whatever says that a machine wrote it is taken for
a machine's. What breaks this rule, takes longer than five seconds or needs more than a gigabyte is
written to a file and ends the run.
"""

import sys
from datetime import date
from pathlib import Path

import atheris
import fuzzing

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

with atheris.instrument_imports(include=["workflow.files.post", "workflow.rules", "email"]):
    from workflow.errors import MailUnreadable
    from workflow.files import post
    from workflow.rules import absences, inbound, replies

HEADERS = [
    *("From", "To", "Cc", "Subject", "Message-ID", "Date", "Reply-To", "Sender", "Return-Path"),
    *("Auto-Submitted", "Precedence", "List-Id", "X-Autoreply", "Authentication-Results"),
    *("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"),
    *("Delivered-To", "Status", "Action", "Diagnostic-Code", "Final-Recipient", "X-" + "y" * 300),
]
VALUES = [
    *("a@b", "<a@b>", '"x" <a@b>, c@d', "<<<>>>", "((((", "=?utf-8?q?=FF?=", "=?x?b?!!?=", ""),
    *("=?utf-16?b?2AA=?=", "reply+r2s-k4jx7q2m9abc@in.test", "auto-replied", "auto-generated"),
    *("no", "bulk", "<>", "mx.in.test; dmarc=fail", "text/plain; charset=klingon", "text/html"),
    *("multipart/mixed; boundary=x", "multipart/report; boundary=x", "message/rfc822"),
    *("message/delivery-status", "multipart/alternative; boundary=y", "text/rfc822-headers"),
    *("application/x; name*0*=utf-8''a%00b; name*1*=%ed%a0%80c.docx", "attachment; filename*=a''%"),
    *("base64", "quoted-printable", "x-uuencode", "8bit", "7bit", "5.1.1", "4.2.2", "failed"),
    *("text/plain; charset=utf-7", "text/plain; charset=idna", "text/plain; charset*=''%00"),
    *("Out of office", "Automatic reply: x", "\0", "\ud800", "é", "x" * 3_000, "a@b, " * 900),
]
BODIES = [
    *("No changes.", "", "> quoted", "--x", "--x--", "--y", "--y--", "I am back on 31 February."),
    *("begin 644 a", "=FF=00", "ANgA2A==", "\0\0", "until 2099-12-31", "-- ", "Status: 5.1.1"),
]


def pick(chance: atheris.FuzzedDataProvider, things: list[str]) -> str:
    return things[chance.ConsumeIntInRange(0, len(things) - 1)]


def grown(chance: atheris.FuzzedDataProvider) -> bytes:
    """Put headers and parts into each other, as the input says."""
    lines = []
    for _ in range(chance.ConsumeIntInRange(0, 40)):
        act = chance.ConsumeIntInRange(0, 5)
        if act == 0:
            lines.append("")
        elif act == 1:
            lines.append(pick(chance, BODIES))
        elif act == 2 and lines:
            lines.append(" " + pick(chance, VALUES))
        else:
            lines.append(f"{pick(chance, HEADERS)}: {pick(chance, VALUES)}")
    return "\r\n".join(lines).encode("utf-8", "surrogatepass")


def one(data: bytes) -> None:
    """Read one input in the way in which a mail is read."""
    raw = data[1:] if data[:1] < b"\x80" else grown(atheris.FuzzedDataProvider(data[1:]))
    try:
        letter = post.read(raw)
    except MailUnreadable as refused:
        str(refused).encode()
        return
    kept = [letter.message_id, letter.sender, letter.subject, letter.text]
    kept += [attached.name for attached in letter.attached]
    kept += [letter.report.status, letter.report.words] if letter.report else []
    for words in kept:
        assert "\0" not in words
        words.encode()
    names = {name.lower(): value.strip().lower() for name, value in letter.headers}
    automatic = inbound.is_automatic(letter.headers)
    assert automatic or names.get("auto-submitted", "no").startswith("no")
    inbound.says_away(letter.headers)
    inbound.dmarc(letter.headers, relay="mx.in.test")
    words = inbound.own_words(letter.text)
    inbound.says_no_changes(words)
    absences.away_until(f"{letter.subject}\n{words}", today=date(2026, 3, 2))
    assert replies.find(letter.addresses, "a secret that nobody guesses") is None


SEEDS = {
    "reply": b"From: a@b\r\nTo: r+r2s-k4jx7q2m9abc@in.test\r\nSubject: x\r\n\r\nNo changes.",
    "away": b"From: a@b\r\nAuto-Submitted: auto-replied\r\n\r\nI am back on 3 March.",
    "report": (
        b"From: a@b\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\nWords\r\n"
        b"--x\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; m\r\n\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 x\r\n\r\n--x--"
    ),
    "file": (
        b"From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nSee file\r\n"
        b"--x\r\n"
        b"Content-Type: application/x; name=a.docx\r\nContent-Disposition: attachment\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nUEs=\r\n--x--"
    ),
}


def seeds(folder: Path) -> None:
    """Write down what libFuzzer starts from."""
    for name, raw in SEEDS.items():
        (folder / name).write_bytes(b"\x00" + raw)
    (folder / "grammar").write_bytes(b"\xff" + bytes(range(256)))
    rows = (f'"{name}"' for name in [*HEADERS, *VALUES] if name.isascii() and name.isprintable())
    kept = [row.replace('""', '"') for row in rows if row.count('"') == 2 and "\\" not in row]
    (folder / "names.dict").write_text("\n".join(row for row in kept if len(row) > 2) + "\n")


if __name__ == "__main__":
    fuzzing.run(one, seeds, ["-timeout=5", "-max_len=8192"])
