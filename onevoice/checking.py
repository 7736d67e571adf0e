"""`onevoice check`: drafting checks of a text on the command line."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from workflow.errors import Refused
from workflow.files.word.safely import read_safely
from workflow.rules.checks import written
from workflow.rules.checks.checker import Checker, Report, mended
from workflow.rules.checks.findings import Finding, Severity
from workflow.rules.checks.guide import PLAIN, Guide, Reference, Section, Use
from workflow.rules.checks.reading import Reading
from workflow.text import canonical
from workflow.text.blocks import Block


@click.command("check")
@click.argument("file")
@click.option("--guide", "guide_file", metavar="FILE", help="A drafting guide as JSON.")
@click.option("--apart", metavar="FILE", multiple=True, help="A text it must not overlap with.")
@click.option("--before", metavar="FILE", help="Tell only what has changed since this text.")
@click.option("--mend", metavar="FILE", help="Write the text with what can safely be mended here.")
@click.option("--json", "as_json", is_flag=True, help="Write the findings for a program.")
def check_command(
    file: str,
    *,
    guide_file: str | None,
    apart: tuple[str, ...],
    before: str | None,
    mend: str | None,
    as_json: bool,
) -> None:
    """Check a text (plain, Markdown or Word) against a drafting guide.

    Ends with 0 if there is nothing graver than advice, 1 if there are warnings or errors, 2 for
    input it cannot use.
    """
    blocks = _read(file)
    checker = Checker(_guide(guide_file, apart))
    report = checker.report(blocks)
    if before:
        effect = checker.effect(_read(before), blocks, numbers_follow=False)
        report = Report(report.reading, effect.brings)
    click.echo(
        json.dumps(_json(report), ensure_ascii=False, indent=1) if as_json else _told(report)
    )
    if mend:
        Path(mend).write_bytes(canonical.write(mended(blocks, report.findings)).encode())
    sys.exit(1 if (report.worst or 0) >= Severity.WARN else 0)


def _read(file: str) -> tuple[Block, ...]:
    try:
        data = Path(file).read_bytes()
        if Path(file).suffix.lower() == ".docx":
            return _of_word(data)
        text = data.decode()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is not a text in UTF-8.") from error
    return canonical.read(text)


def _of_word(data: bytes) -> tuple[Block, ...]:
    """Read the text of a Word file with all its marks taken."""
    try:
        lines = read_safely(data).accepted()
    except Refused as refused:
        raise click.UsageError(str(refused)) from refused
    return tuple(
        Block(f"b{at}", line.kind, canonical.clean(line.text), line.level)
        for at, line in enumerate((one for one in lines if one.text.strip()), 1)
    )


def _guide(file: str | None, apart: Iterable[str]) -> Guide:
    given: Mapping[str, Any] = {}
    if file:
        try:
            given = json.loads(Path(file).read_bytes())
        except (OSError, ValueError) as error:
            raise click.UsageError(f"{file} cannot be read as JSON.") from error
    try:
        guide = written.from_json(given) if given else PLAIN
    except Refused as refused:
        raise click.UsageError(f"{file}: {refused}") from refused
    texts = tuple(_reference(one) for one in apart)
    return Guide(**{**_fields(guide), "references": guide.references + texts})


def _fields(guide: Guide) -> dict[str, Any]:
    return {name: getattr(guide, name) for name in guide.__dataclass_fields__}


def _reference(file: str) -> Reference:
    blocks = _read(file)
    labels = canonical.labels(blocks)
    sections = [Section(b.id, labels.get(b.id, b.id.removeprefix("b")), b.text) for b in blocks]
    return Reference(Path(file).name, Use.APART, tuple(sections))


def _told(report: Report) -> str:
    return "\n".join([*_lines(report), *_measures(report)])


def _lines(report: Report) -> Iterator[str]:
    for one in report.findings:
        yield f"{one.severity.word:<6}{one.rule:<5}{_where(report.reading, one.block)}: {one.says}"
        if one.quote and one.block and len(one.quote) < 200:
            mend = f"  →  {one.mend}" if one.mend else ""
            yield f"           {one.quote}{mend}"
        if one.beside:
            yield f"           {one.beside.title}: {_marked(one.beside.theirs)}"


def _measures(report: Report) -> Iterator[str]:
    yield f"{len(report.findings)} findings in {report.words:,} words."
    if plain := report.readability:
        yield (
            f"{plain.per_sentence:.1f} words a sentence, Flesch {plain.ease:.0f}, "
            f"grade {plain.grade:.1f}."
        )
    if promises := report.commitments:
        complete = sum(one.complete for one in promises)
        yield f"{complete} of {len(promises)} paragraphs say who does what by when."


def _where(reading: Reading, block: str) -> str:
    if not block:
        return "the text"
    at = next(at for at, one in enumerate(reading.blocks, 1) if one.id == block)
    label = reading.labels.get(block)
    return f"paragraph {label}" if label else f"block {at}"


def _marked(runs: Iterable[Any]) -> str:
    return "".join(f"«{run.text}»" if run.same else run.text for run in runs)


def _json(report: Report) -> dict[str, Any]:
    plain = report.readability
    return {
        "findings": [_as_json(report.reading, one) for one in report.findings],
        "words": report.words,
        "readability": plain
        and {
            "words_per_sentence": round(plain.per_sentence, 2),
            "flesch": round(plain.ease, 1),
            "grade": round(plain.grade, 1),
        },
        "paragraphs": len(report.commitments),
        "measurable": sum(one.complete for one in report.commitments),
    }


def _as_json(reading: Reading, one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "severity": one.severity.word,
        "where": _where(reading, one.block),
        "says": one.says,
        "start": one.start,
        "end": one.end,
        "quote": one.quote,
        "mend": one.mend,
        "beside": one.beside and {"title": one.beside.title, "share": round(one.beside.share, 3)},
    }
