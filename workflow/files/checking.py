"""Check a package: with nothing but its bytes, on any machine, years from now.

Everything is looked at, also after something did not fit, so that the verdict names each place:
the table of contents and every file in it, the keys and who vouched for them, the signatures, the
text, the chain of the record with its daily heads, the register of opt-ins, and kept receipts.
"""

from collections.abc import Iterable, Sequence

from cryptography.x509 import Certificate

from workflow.errors import StampRefused
from workflow.files import receipts as mails
from workflow.files import silence, stamps, trail
from workflow.files.findings import Findings, Level, Verdict, part, parts
from workflow.files.package import (
    CORRIGENDA,
    KEYS,
    OPT_INS,
    RECORD,
    SIGNATURES,
    SILENCE,
    SILENCE_TO_READ,
    STAMP,
    TEXT,
    Broken,
    digest,
    is_packed,
    read_json,
    unpack,
)
from workflow.files.seal import HEAD, LOCKED, PACKAGE, Receipt, statement
from workflow.files.vouching import Package, check_contents, check_keys, check_signatures, file
from workflow.translation import _, n_


def check(
    data: bytes,
    *,
    receipts: Iterable[tuple[str, Receipt]] | None = None,
    key: str = "",
    roots: Sequence[Certificate] = (),
) -> Verdict:
    """Check the bytes of a package, and what mails and a key that the reader knows say of it.

    `roots` are certificates of the time stamp authorities that the reader trusts.
    """
    findings = Findings()
    try:
        files = unpack(data)
    except Broken as broken:
        findings.add(broken)
        return Verdict(tuple(findings.found))
    package = Package(files, findings, roots=roots)
    for look in _LOOKS:
        try:
            look(package)
        except Broken as broken:
            findings.add(broken)
    if not any(one.level is Level.BROKEN for one in findings.found) and not is_packed(files, data):
        findings.broken(
            "package", _("it was changed outside its files, or packed by another program")
        )
    if receipts is not None:
        number = package.fact("pledge", "number") or 0
        mails.judge(findings, receipts, pledge=number, entries=package.entries, keys=package.keys)
    signer = next((k for k, says in package.said if says.get("onevoice") == PACKAGE), "")
    _trust(package, signer, key)
    return _verdict(package, signer)


def _verdict(package: Package, signer: str) -> Verdict:
    entries = package.entries
    number = package.fact("pledge", "number")
    return Verdict(
        findings=tuple(package.findings.found),
        title=str(package.fact("pledge", "title")),
        label=str(package.fact("version", "label")),
        sha256=str(package.fact("version", "sha256")),
        key=package.keys.get(signer, ""),
        pledge=number if isinstance(number, int) and 0 < number < 2**31 else 0,
        entries=len(entries),
        head=entries[-1].hash if entries else "",
    )


def _text(package: Package) -> None:
    """Compare the text with its fingerprint."""
    found = digest(file(package, TEXT))
    if found != package.fact("version", "sha256"):
        raise Broken(TEXT, _("it is not the text of the fingerprint"))
    package.findings.ok(TEXT, _("its fingerprint is {found}", found=found))


def _record(package: Package) -> None:
    """Recompute the chain, and compare it with every head that was ever signed."""
    entries = package.entries = trail.read(file(package, RECORD))
    last = entries[-1].hash if entries else ""
    if (package.fact("record", "entries"), package.fact("record", "head")) != (len(entries), last):
        raise Broken(RECORD, _("its end is not the one in the seal"))
    number, heads = package.fact("pledge", "number"), 0
    for __, says in package.said:
        if says["onevoice"] not in {HEAD, LOCKED}:
            continue
        heads += 1
        entry = part(says, "entry", int, SIGNATURES)
        signed = entries[entry - 1].hash if 1 <= entry <= len(entries) else None
        if (signed, number) != (says.get("head"), says.get("pledge")):
            raise Broken(f"{RECORD}, entry {entry}", _("it is not the one that was signed then"))
    _locked(package)
    package.findings.ok(
        RECORD,
        n_(
            "{number} entry in one chain, {heads} signed heads in it",
            "{number} entries in one chain, {heads} signed heads in it",
            len(entries),
            heads=heads,
        ),
    )


def _locked(package: Package) -> None:
    """Find the signed lock of exactly this text, and the entry that tells of it."""
    for __, says in package.said:
        if says["onevoice"] == LOCKED and says.get("sha256") == package.fact("version", "sha256"):
            entry = package.entries[says["entry"] - 1]
            if entry.kind == trail.LOCKED:
                return
    raise Broken(SIGNATURES, _("nothing says that this text was locked"))


def _opt_ins(package: Package) -> None:
    """Compare the register with what agencies said in the record."""
    register = read_json(OPT_INS, file(package, OPT_INS))
    sha256 = str(package.fact("version", "sha256"))
    joined, notice = trail.check_register(register, sha256, package.entries)
    words = n_(
        "{number} agency joined exactly this text",
        "{number} agencies joined exactly this text",
        joined,
    )
    if notice:
        words = _("{words}; {notice} gave notice later", words=words, notice=notice)
    package.findings.ok(OPT_INS, words)


def _silence(package: Package) -> None:
    """Compare the certificate of silence with the entries in which it began and ended."""
    if not {SILENCE, SILENCE_TO_READ} & package.files.keys():
        return
    certificate = read_json(SILENCE, file(package, SILENCE))
    sha256, label = (str(package.fact("version", name)) for name in ("sha256", "label"))
    found = silence.check(certificate, sha256, package.entries, label=label)
    title = str(package.fact("pledge", "title"))
    silence.check_text(file(package, SILENCE_TO_READ), title, label, certificate)
    words = n_(
        "{number} attempt at silence, as the record tells",
        "{number} attempts at silence, as the record tells",
        found,
    )
    package.findings.ok(SILENCE, words)


def _corrigenda(package: Package) -> None:
    """Compare the corrections beside the text with the entries that issued them."""
    if CORRIGENDA not in package.files:
        return
    text = package.files.get(TEXT, b"")
    given = parts(read_json(CORRIGENDA, package.files[CORRIGENDA]), "corrigenda", CORRIGENDA)
    for one in given:
        trail.check_corrigendum(one, text, package.entries)
    package.findings.ok(
        CORRIGENDA,
        n_(
            "{number} stands beside the text, as the record tells",
            "{number} stand beside the text, as the record tells",
            len(given),
        ),
    )


def _stamp(package: Package) -> None:
    """Check what an outside authority said about the time of the lock."""
    if STAMP not in package.files:
        return
    lock = next((says for __, says in package.said if says["onevoice"] == LOCKED), None)
    if lock is None:
        raise Broken(STAMP, _("nothing was locked that it could be about"))
    fields = {name: value for name, value in lock.items() if name != "onevoice"}
    try:
        said = statement(LOCKED, **fields)
        stamp = stamps.read(package.files[STAMP], said, package.roots)
    except StampRefused as refused:
        raise Broken(STAMP, str(refused)) from None
    words = _(
        "{authority} says that the lock existed on {at:%Y-%m-%d} at {at:%H:%M:%S} UTC",
        authority=stamp.authority,
        at=stamp.at,
    )
    package.findings.ok(STAMP, words)
    if stamp.trusted:
        package.findings.ok(STAMP, _("time stamp trusted: you named its root certificate"))
    else:
        words = _("time stamp well-formed, issuer not known: compare its certificate yourself")
        package.findings.note(STAMP, words)


def _trust(package: Package, signer: str, key: str) -> None:
    """Say what the signatures are worth: that of a key the reader knows, or of any key."""
    public = package.keys.get(signer, "")
    if key and key.lower() not in {signer, public}:
        package.findings.broken(KEYS, _("the package is not signed with key {key}", key=key))
    elif key:
        package.findings.ok(KEYS, _("signed with key {key}, as you expected", key=key))
    elif signer:
        words = _("the key came with the package: compare it with the page of keys of the service")
        package.findings.note(f"{KEYS}, {signer}", words)


_LOOKS = (
    check_contents,
    check_keys,
    check_signatures,
    _text,
    _record,
    _opt_ins,
    _silence,
    _corrigenda,
    _stamp,
)
