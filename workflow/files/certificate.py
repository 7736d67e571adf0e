"""What people read in a package: how to check it, who joined, what was decided."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workflow.files import sheets
from workflow.files.package import (
    CORRIGENDA,
    DECISIONS,
    PDF,
    SILENCE,
    SILENCE_TO_READ,
    STAMP,
    WORD,
)

WIDTH = 76

COLUMNS = (
    "round",
    "text",
    "paragraph",
    "before",
    "decision",
    "after",
    "reason",
    "other wordings",
    "decided at",
)

_README = """\
{title}
{label}, locked {locked_at}

This package proves what was agreed, and by whom. You can check it without the
service that made it, on any computer, for as long as these files exist.

The fingerprint of the text (SHA-256):

  {sha256}

CHECK IT BY HAND
----------------
1. Unpack the package and open a terminal in its folder.
2. Type:  sha256sum text.md        (on a Mac: shasum -a 256 text.md)
3. Compare what it prints with the fingerprint above, with the one in the mail
   "Final: ..." that every agency got, and with the one on the page of the text:
   {address}

The file seal.json lists the same kind of fingerprint for every other file here.
To compare them all (each has to be OK):

  sed -n 's/^  "\\(.*[.].*\\)": "\\([0-9a-f]*\\)".*/\\2  \\1/p' seal.json \\
    | sha256sum -c          (on a Mac: shasum -a 256 -c)

The signature over seal.json, with OpenSSL 3 and a shell; the last line has to
say "Signature Verified Successfully":

  printf '{{"onevoice":"package","sha256":"%s"}}' \\
    $(sha256sum seal.json | cut -c1-64) > signed
  grep -m1 '"signature"' signatures.json | cut -d'"' -f4 | xxd -r -p > signature
  printf '%s%s' 302a300506032b6570032100 \\
    {public} | xxd -r -p > key
  openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey key \\
    -in signed -sigfile signature

The 64 characters before "| xxd" are the public key. Compare them with the page
of keys below: a key that only came with the package proves nothing by itself.
What these commands do not check is the chain of the record and the register;
the next one does.

CHECK EVERYTHING
----------------
  onevoice verify {name}

needs no network and no account. It recomputes every hash and signature, the
chain of the record from its first entry to its last, and the register of who
joined. It ends with 0 if all holds, and says where if not.

With mails that you kept (each receipt names the head of the record at its time)

  onevoice verify {name} --receipts mail1.eml --receipts mail2.eml

also finds out whether anything was cut off or written anew later. Your own
mailbox is the witness that nobody else can reach into.

The package is signed with the Ed25519 key {key}.
Compare it with the public page of keys, or with a mail that you kept:
   {keys_address}

WHAT IS IN IT
-------------
{files}

WHAT IS NOT IN IT
-----------------
Drafts, conditions, reasons not to join, and who asked for what are not public.
Where the record tells of them, the package holds a hash in their place. The
chain can be checked all the same.
"""

_FILES = {
    "text.md": "the agreed text; its SHA-256 is the fingerprint",
    PDF: "the same text to read and print",
    WORD: "the same text as a Word file",
    CORRIGENDA: "corrections of spelling beside the text, which stays as it is",
    "opt-ins.txt": "who joined exactly this text, with statements",
    "opt-ins.json": "the same for programs",
    SILENCE_TO_READ: "certificate of silence: when it ran, and what came of it",
    SILENCE: "the same for programs",
    DECISIONS: "what was decided on each passage, and why",
    "specific-pledges.json": "what agencies promise beside the common text",
    "record.jsonl": "the chain of all that happened, one entry a line",
    STAMP: "what an outside authority says about the time (RFC 3161)",
    "keys.json": "the public keys of the service, old and new",
    "seal.json": "the table of contents with a hash for each file",
    "signatures.json": "the signatures of this table, of the lock, of each day",
}


def readme(facts: Mapping[str, str], *, names: Iterable[str]) -> bytes:
    """Write the first file that people open."""
    present = set(names) | {"seal.json", "signatures.json"}
    width = max(len(name) for name in _FILES)
    files = [f"  {name:<{width}}  {words}" for name, words in _FILES.items() if name in present]
    return _README.format(**facts, files="\n".join(files)).encode()


def register_to_read(title: str, label: str, register: Mapping[str, Any]) -> bytes:
    """Write who joined as a text for people."""
    joined: Sequence[Mapping[str, Any]] = register["joined"]
    notice: Sequence[Mapping[str, Any]] = register["notice"]
    lines = [title, f"{label}, fingerprint {register['sha256']}", ""]
    lines += [f"{len(joined)} agencies joined exactly this text.", ""]
    for one in joined:
        lines.append(f"{one['agency']}  {one['name']}")
        lines.append(f"    {one['answer']}, {_day(one['at'])}, by {one['by']}, {one['role']}")
        if one["statement"]:
            lines += _indented(one["statement"])
        lines += [f"    entry {one['entry']} of the record", ""]
    if notice:
        lines += ["Gave notice after the text was locked. Each stands under it until its day:", ""]
    for one in notice:
        lines.append(f"{one['agency']}  {one['name']}")
        until = _day(one["stands_until"])
        lines.append(f"    stands under it until {until}; gave notice on {_day(one['at'])}")
        if one["words"]:
            lines += _indented(one["words"])
        lines += [f"    entry {one['entry']} of the record", ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


def decisions_table(rows: Iterable[Sequence[str]]) -> bytes:
    """Write the table of decisions for spreadsheets."""
    return sheets.table(COLUMNS, rows)


def _day(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"


def _indented(words: str) -> list[str]:
    wrapped = (textwrap.wrap(line, WIDTH - 8) or [""] for line in words.splitlines())
    return [f"    | {line}".rstrip() for lines in wrapped for line in lines]
