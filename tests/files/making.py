"""A small sealed package, made of values only: no database, no clock, no story."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from workflow.files import package, seal, trail
from workflow.files.package import (
    KEYS,
    OPT_INS,
    OPT_INS_TO_READ,
    README,
    RECORD,
    SEAL,
    SIGNATURES,
    SPECIFIC,
    TEXT,
)
from workflow.files.seal import Signer
from workflow.rules import chain

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
OLD, NEW, STRANGER = Signer("01" * 32), Signer("02" * 32), Signer("03" * 32)
WORDS = "# Our pledge\n\n1. We will listen to migrants.\n"
SHA256 = package.digest(WORDS.encode())
SALT = "00" * 16


@dataclass
class Chain:
    """A record that grows; each entry is shown as open as it is asked to be."""

    lines: list[bytes] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)

    def add(self, kind: str, told: dict, *, shown: str = "closed") -> int:
        seq = len(self.hashes) + 1
        parts = {
            "at": NOW + timedelta(hours=seq),
            "kind": kind,
            "person_id": 4,
            "role": "principal",
            "agency_id": 2,
            "leaf": chain.leaf(SALT, told),
        }
        sealed = chain.link(self.hashes[-1] if self.hashes else "", seq=seq, **parts)
        payload = (SALT, told) if shown == "told" else None
        self.lines.append(
            trail.closed_line(seq, chain.cover(**parts), sealed)
            if shown == "closed"
            else trail.open_line(seq=seq, sealed=sealed, payload=payload, **parts)
        )
        self.hashes.append(sealed)
        return seq

    @staticmethod
    def at(seq: int) -> str:
        return chain.moment(NOW + timedelta(hours=seq))


def joined(seq: int, agency: str = "ILO", statement: str = "") -> dict:
    return {
        "agency": agency,
        "name": f"Agency {agency}",
        "answer": "joins with a statement" if statement else "joins",
        "statement": statement,
        "sha256": SHA256,
        "role": "principal",
        "by": "The Principal",
        "at": Chain.at(seq),
        "entry": seq,
    }


def told_of(one: dict) -> dict:
    return {
        "agency": one["agency"],
        "version": "Rev.1",
        "sha256": SHA256,
        "answer": one["answer"],
        "words": one["statement"],
        "must_contain": "",
    }


def story(entries: int = 3) -> tuple[Chain, dict]:
    """Something happens, two agencies join, the text is locked."""
    record = Chain()
    for number in range(entries):
        record.add("clearance requested", {"round": number})
    first, second = joined(entries + 1), joined(entries + 2, "WHO", "We join for health.")
    record.add(trail.GIVEN, told_of(first), shown="told")
    record.add(trail.GIVEN, told_of(second), shown="told")
    record.add(trail.LOCKED, {"sha256": SHA256}, shown="open")
    return record, {"sha256": SHA256, "joined": [first, second], "notice": []}


def keys(*signers: Signer) -> list[dict]:
    """Each key vouched for by the one before; the last one is in use."""
    found, made_at = [], chain.moment(NOW)
    for before, signer in zip((None, *signers), signers, strict=False):
        said = seal.statement(seal.KEY, public=signer.public, made_at=made_at)
        found.append(
            {
                "id": signer.id,
                "public": signer.public,
                "made_at": made_at,
                "retired_at": None if signer is signers[-1] else made_at,
                "endorsed_by": before.id if before else None,
                "endorsement": before.sign(said) if before else None,
            }
        )
    return found


def signed(signer: Signer, kind: str, **fields) -> dict:
    signature = signer.sign(seal.statement(kind, **fields))
    return {"key": signer.id, "says": {"onevoice": kind, **fields}, "signature": signature}


def files(record: Chain, register: dict, *, signers=(OLD, NEW), **others: bytes) -> dict:
    """Return the files of a package, sealed by the last signer, with two daily heads."""
    made = {
        README: b"Please check this.\n",
        TEXT: WORDS.encode(),
        OPT_INS: package.pretty(register),
        OPT_INS_TO_READ: b"ILO, WHO\n",
        SPECIFIC: package.pretty({"specific_pledges": []}),
        RECORD: b"".join(record.lines),
        KEYS: package.pretty({"keys": keys(*signers)}),
        **others,
    }
    head = {"entries": len(record.hashes), "head": record.hashes[-1]}
    version = {"number": 2, "label": "Rev.1", "sha256": SHA256}
    pledge = {"number": 7, "title": "Our pledge", "kind": "common pledge"}
    made[SEAL] = package.contents({"pledge": pledge, "version": version, "record": head}, made)
    locked = len(record.hashes)
    lock = {"pledge": 7, "sha256": SHA256, "entry": locked, "head": record.hashes[-1]}
    statements = [
        signed(signers[-1], seal.PACKAGE, sha256=package.digest(made[SEAL])),
        signed(signers[0], seal.LOCKED, **lock),
        signed(signers[0], seal.HEAD, pledge=7, entry=2, head=record.hashes[1]),
        signed(signers[-1], seal.HEAD, pledge=7, entry=3, head=record.hashes[2]),
    ]
    made[SIGNATURES] = package.pretty({"signatures": statements})
    return made


def packed(entries: int = 3, **others) -> bytes:
    return package.pack(files(*story(entries), **others))
