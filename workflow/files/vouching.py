"""What vouches for the files of a package: its table of contents, the keys, the signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.x509 import Certificate

from workflow.files.findings import Findings, part, parts
from workflow.files.package import (
    KEYS,
    NAMES,
    OPTIONAL,
    SEAL,
    SIGNATURES,
    Broken,
    digest,
    read_json,
)
from workflow.files.seal import KEY, PACKAGE, holds, key_id, statement
from workflow.files.trail import Entry
from workflow.translation import _, n_

MOST_SIGNED = 20_000
"""Keys or signatures: fifty years of daily heads. Nobody is kept busy with more."""


@dataclass
class Package:
    """A package while it is looked at; what could not be read is empty."""

    files: Mapping[str, bytes]
    findings: Findings = field(default_factory=Findings)
    seal: Mapping[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    retired: set[str] = field(default_factory=set)
    said: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """Key and statement of each signature that holds."""
    entries: Sequence[Entry] = ()
    roots: Sequence[Certificate] = ()

    def fact(self, group: str, name: str) -> Any:  # noqa: ANN401  whatever JSON holds
        """Return what the table of contents says, or an empty text."""
        found = self.seal.get(group)
        return found.get(name, "") if isinstance(found, dict) else ""


def file(package: Package, name: str) -> bytes:
    """Return a file of the package; raise Broken."""
    if name not in package.files:
        raise Broken(name, _("it is missing"))
    return package.files[name]


def check_contents(package: Package) -> None:
    """Compare every file with the table of contents."""
    for name in NAMES:
        if name not in package.files and name not in OPTIONAL:
            package.findings.broken(name, _("it is missing"))
    package.seal = read_json(SEAL, file(package, SEAL))
    table = part(package.seal, "files", dict, SEAL)
    for name in sorted({*table, *package.files} - {SEAL, SIGNATURES}):
        if name not in table:
            package.findings.broken(name, _("it does not belong to the package"))
        elif name not in package.files:
            package.findings.broken(name, _("it is named in the seal and missing"))
        elif digest(package.files[name]) != table[name]:
            package.findings.broken(name, _("it was changed: its hash is not the one in the seal"))
    if not package.findings.found:
        package.findings.ok(
            SEAL,
            n_(
                "{number} file is as it was sealed",
                "{number} files are as they were sealed",
                len(table),
            ),
        )


def check_keys(package: Package) -> None:
    """Read the public keys; each after the first is signed by one before it."""
    known: dict[str, str] = {}
    for one in _few(KEYS, parts(read_json(KEYS, file(package, KEYS)), "keys", KEYS)):
        name, public = part(one, "id", str, KEYS), part(one, "public", str, KEYS)
        place = f"{KEYS}, {name}"
        if not _is_key(public) or key_id(public) != name or name in known:
            raise Broken(place, _("the name does not belong to the key"))
        _endorsed(package, place, one, known)
        known[name] = public
        if one.get("retired_at") is not None:
            package.retired.add(name)
    package.keys = known


def _few(place: str, given: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    if len(given) > MOST_SIGNED:
        raise Broken(place, _("it has more parts than any package of ours"))
    return given


def _is_key(public: str) -> bool:
    return len(public) == 64 and not set(public) - set("0123456789abcdef")


def _endorsed(
    package: Package, place: str, one: Mapping[str, Any], known: Mapping[str, str]
) -> None:
    if one.get("endorsed_by") is None:
        if known:
            package.findings.note(place, _("no earlier key vouches for it"))
        return
    earlier = known.get(part(one, "endorsed_by", str, place), "")
    said = statement(KEY, public=one["public"], made_at=part(one, "made_at", str, place))
    if not holds(earlier, said, part(one, "endorsement", str, place)):
        raise Broken(place, _("the key before it does not vouch for it"))


def check_signatures(package: Package) -> None:
    """Check every signature, and that the package itself is signed by the key in use."""
    given = parts(read_json(SIGNATURES, file(package, SIGNATURES)), "signatures", SIGNATURES)
    for number, one in enumerate(_few(SIGNATURES, given), 1):
        place = f"{SIGNATURES}, number {number}"
        name, says = part(one, "key", str, place), part(one, "says", dict, place)
        kind = part(says, "onevoice", str, place)
        fields = {field: value for field, value in says.items() if field != "onevoice"}
        if len(one) != 3 or not holds(
            package.keys.get(name, ""),
            statement(kind, **fields),
            part(one, "signature", str, place),
        ):
            package.findings.broken(
                place, _("the signature of key {name} does not hold", name=name)
            )
            continue
        package.said.append((name, says))
    sealed = {"onevoice": PACKAGE, "sha256": digest(package.files.get(SEAL, b""))}
    signers = [(name, says) for name, says in package.said if says["onevoice"] == PACKAGE]
    if len(signers) != 1 or signers[0][0] in package.retired:
        raise Broken(SIGNATURES, _("the seal is not signed by the key that is in use"))
    if signers[0][1] != sealed:
        raise Broken(SEAL, _("it was changed after it was signed"))
    package.findings.ok(
        SIGNATURES, n_("{number} signature holds", "{number} signatures hold", len(package.said))
    )
