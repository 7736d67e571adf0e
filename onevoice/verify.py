"""`onevoice verify`: check a sealed package, without network, database or account."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from textwrap import wrap

import click

from workflow.errors import StampRefused
from workflow.files import checking, meaning, receipts, stamps
from workflow.files.findings import Level, Verdict
from workflow.files.package import LARGEST, Broken
from workflow.files.seal import Receipt

WIDTH = 100
SIGNS = {Level.OK: "ok     ", Level.NOTE: "note   ", Level.BROKEN: "BROKEN "}


@click.command("verify")
@click.argument("package", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--receipts",
    "mails",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A mail that you kept (.eml), or a folder of them; more than once if you like.",
)
@click.option("--key", default="", help="The key you expect: its 16 characters, or all 64.")
@click.option(
    "--tsa-roots",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="ONEVOICE_TIME_STAMP_ROOTS_FILE",
    help="Root certificates (PEM) of the time stamp authorities that you trust.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the verdict for a program.")
def verify_command(
    package: Path, mails: tuple[Path, ...], key: str, tsa_roots: Path | None, *, as_json: bool
) -> None:
    """Check a sealed package: text, signatures, record, opt-ins.

    Ends with 0 if everything holds, 1 if something is broken (and says where), 2 if a file cannot
    be read.
    """
    data = _read(package)
    try:
        kept = list(_receipts(mails)) if mails else None
    except Broken as broken:
        raise click.UsageError(str(broken)) from broken
    try:
        roots = stamps.trusted_roots(_read(tsa_roots)) if tsa_roots else ()
    except StampRefused as refused:
        raise click.UsageError(str(refused)) from refused
    verdict = checking.check(data, receipts=kept, key=key.strip(), roots=roots)
    click.echo(_as_json(verdict) if as_json else "\n".join(_lines(verdict)))
    sys.exit(0 if verdict.holds else 1)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise click.UsageError(f"{file} is larger than {LARGEST // 2**20} MB.")
        return file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _receipts(given: Iterable[Path]) -> Iterator[tuple[str, Receipt]]:
    files = [
        one for path in given for one in (sorted(path.glob("*.eml")) if path.is_dir() else [path])
    ]
    for file in files:
        for receipt in receipts.read_mail(file.name, _read(file)):
            yield file.name, receipt


def _lines(verdict: Verdict) -> Iterator[str]:
    if verdict.title:
        yield f"{verdict.title}: {verdict.label}"
    width = max(len(one.place) for one in verdict.findings)
    for one in verdict.findings:
        yield f"{SIGNS[one.level]} {one.place:<{width}}  {one.words}"
    if verdict.holds:
        yield f"Everything holds. Fingerprint of the text: {verdict.sha256}"
    else:
        first = verdict.broken[0]
        yield f"BROKEN at {first.place}: {first.words}"
        yield ""
        yield from wrap(f"What it means: {meaning.meaning(verdict)}", WIDTH)
        yield from wrap(f"What to do: {meaning.advice()}", WIDTH)


def _as_json(verdict: Verdict) -> str:
    return json.dumps({"holds": verdict.holds, **asdict(verdict)}, ensure_ascii=False, indent=1)
