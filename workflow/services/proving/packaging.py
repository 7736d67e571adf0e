"""Make the package of a locked text: everything somebody needs to check it without us."""

import base64
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workflow.errors import NotSealed
from workflow.files import certificate, package, seal, silence
from workflow.files.package import (
    CORRIGENDA,
    DECISIONS,
    KEYS,
    OPT_INS,
    OPT_INS_TO_READ,
    PDF,
    README,
    RECORD,
    SEAL,
    SIGNATURES,
    SILENCE,
    SILENCE_TO_READ,
    SPECIFIC,
    STAMP,
    TEXT,
    WORD,
)
from workflow.files.papers import making
from workflow.files.papers.making import Edition
from workflow.files.papers.word import as_word
from workflow.files.pdf import certified_text
from workflow.files.seal import PACKAGE, Signer
from workflow.models import Checkpoint, Pledge, Seal, SigningKey, Version
from workflow.queries.deciding import decided
from workflow.queries.joining import register, silence_record, specific_pledges
from workflow.queries.proving import proof
from workflow.rules.chain import moment
from workflow.rules.ways import Ways
from workflow.services.mailing import mail
from workflow.services.proving import keys, sealing, stamping


@dataclass(frozen=True, slots=True)
class Package:
    """The bytes of a package and the name to save them under."""

    name: str
    data: bytes


def make(session: Session, *, pledge_id: int, members: bool = False) -> Package:
    """Make the package of the locked text, for everybody or for the members of the pledge.

    Nothing is written: the same state of the pledge gives the same bytes, whoever asks and when.
    """
    version = proof.locked_version(session, pledge_id)
    sealed = sealing.find_seal(session, version.id)
    if sealed is None:
        raise NotSealed
    signer = keys.signer_for_reading(session)
    sealing.verify(session, pledge_id)
    name = file_name(version)
    files = _files(session, version, name, signer, members=members)
    files[SEAL] = package.contents(_head(version), files)
    files[SIGNATURES] = _signatures(session, version, sealed, signer, files[SEAL])
    return Package(name, package.pack(files))


def file_name(version: Version) -> str:
    """Name a package after its text, in letters that every system takes."""
    plain = unicodedata.normalize("NFKD", version.pledge.title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:48].strip("-")
    return f"{words or 'pledge'}-{version.sha256[:8]}.zip"


def public_keys(session: Session) -> list[dict[str, Any]]:
    """Return the public keys as they stand in a package."""
    return [_key(key) for key in keys.every(session)]


def _files(
    session: Session, version: Version, name: str, signer: Signer, *, members: bool
) -> dict[str, bytes]:
    pledge = version.pledge
    names = proof.register(session, version)
    files = {
        TEXT: version.text.encode(),
        OPT_INS: package.pretty(names),
        OPT_INS_TO_READ: certificate.register_to_read(pledge.title, version.label, names),
        SPECIFIC: package.pretty({"specific_pledges": _commitments(session, pledge.id)}),
        RECORD: proof.record_lines(session, pledge.id, names, members=members),
        KEYS: package.pretty({"keys": public_keys(session)}),
    }
    pdf = certified_text(
        title=pledge.title,
        label=version.label,
        sha256=version.sha256,
        locked_at=version.locked_at or version.published_at,
        blocks=[(row.block, row.label) for row in version.rows],
        register=names,
    )
    if pdf:
        files[PDF] = pdf
    at = version.locked_at or version.published_at
    locked = Edition(pledge.title, version.label, version.blocks, version.sha256, at)
    files[WORD] = as_word(making.text(locked))
    beside = proof.corrigenda(session, version)
    if beside:
        files[CORRIGENDA] = package.pretty({"corrigenda": beside})
    quiet = silence_record.certificate(session, version, members=members)
    if quiet:
        files[SILENCE] = package.pretty(quiet)
        files[SILENCE_TO_READ] = silence.to_read(pledge.title, version.label, quiet)
    stamp = stamping.find(session, version.id)
    if stamp:
        files[STAMP] = base64.b64decode(stamp.token)
    if members or Ways.of(pledge.settings).public_decisions:
        files[DECISIONS] = certificate.decisions_table(
            decided.table(session, pledge.id, members=members)
        )
    facts = {
        "title": pledge.title,
        "label": version.label,
        "locked_at": _minute(version),
        "sha256": version.sha256,
        "name": name,
        "key": signer.id,
        "public": signer.public,
        "address": mail.address(session, f"/verify?fingerprint={version.sha256}"),
        "keys_address": mail.address(session, "/keys"),
    }
    return {README: certificate.readme(facts, names=files), **files}


def _commitments(session: Session, pledge_id: int) -> list[dict[str, Any]]:
    return [register.line(row) for row in specific_pledges.register(session, pledge_id)]


def _minute(version: Version) -> str:
    at = version.locked_at or version.published_at
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _head(version: Version) -> dict[str, Any]:
    pledge: Pledge = version.pledge
    return {
        "pledge": {"number": pledge.id, "title": pledge.title, "kind": pledge.kind},
        "version": {
            "number": version.number,
            "label": version.label,
            "sha256": version.sha256,
            "published_at": moment(version.published_at),
            "locked_at": moment(version.locked_at or version.published_at),
        },
        "record": {"entries": pledge.head_seq, "head": pledge.head_hash},
    }


def _key(key: SigningKey) -> dict[str, Any]:
    return {
        "id": key.name,
        "public": key.public,
        "made_at": moment(key.made_at),
        "retired_at": moment(key.retired_at) if key.retired_at else None,
        "endorsed_by": key.endorsed_by,
        "endorsement": key.endorsement,
    }


def _signatures(
    session: Session, version: Version, sealed: Seal, signer: Signer, contents: bytes
) -> bytes:
    sha256 = package.digest(contents)
    given: list[dict[str, Any]] = [
        {
            "key": signer.id,
            "says": {"onevoice": PACKAGE, "sha256": sha256},
            "signature": signer.sign(seal.statement(PACKAGE, sha256=sha256)),
        },
        _lock(version, sealed),
        *(_daily(one) for one in sealing.checkpoints(session, version.pledge_id)),
    ]
    return package.pretty({"signatures": given})


def _lock(version: Version, sealed: Seal) -> dict[str, Any]:
    says = {
        "onevoice": seal.LOCKED,
        "pledge": version.pledge_id,
        "sha256": version.sha256,
        "entry": sealed.seq,
        "head": sealed.head,
    }
    return {"key": sealed.key, "says": says, "signature": sealed.signature}


def _daily(one: Checkpoint) -> dict[str, Any]:
    says = {"onevoice": seal.HEAD, "pledge": one.pledge_id, "entry": one.seq, "head": one.head}
    return {"key": one.key, "says": says, "signature": one.signature}
