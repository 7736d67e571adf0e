"""`onevoice merge`: merge the texts of many agencies on the command line."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click

from workflow.errors import Refused
from workflow.files.papers import making
from workflow.files.papers.making import Edition
from workflow.files.papers.word import as_word
from workflow.files.word.returned.homing import as_blocks
from workflow.files.word.safely import read_safely
from workflow.files.word.writing import Answers
from workflow.text import canonical
from workflow.text.adopt import adopt
from workflow.text.aloud import aloud
from workflow.text.blocks import Block
from workflow.text.changes import split
from workflow.text.merge import Proposal, merge
from workflow.text.texts import TextMerge, merge_texts

FORMATS = ("text", "json", "brackets", "markdown", "changes", "docx")
WORD = ".docx"


@click.command("merge")
@click.argument("base", required=False)
@click.argument("answers", nargs=-1, metavar="AGENCY=FILE...")
@click.option("--jsonl", "cases", metavar="FILE", help="One case a line in, one answer a line out.")
@click.option("--format", "shape", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write here instead of to the screen.")
def merge_command(
    base: str | None, answers: tuple[str, ...], cases: str | None, shape: str, output: str | None
) -> None:
    """Merge the revisions of one text.

    Ends with 0 if nothing is contested, 1 if passages are contested, 2 for input it cannot use.
    """
    if cases:
        _answer_all(cases, output)
        return
    if not base or not answers:
        raise click.UsageError("Name the base text and at least one AGENCY=FILE.")
    named = dict(_named(answers))
    if shape == "docx":
        contested = _write_word(base, named, output)
    else:
        merged = merge_texts(_read(base), {name: _read(file) for name, file in named.items()})
        _write(output, _shaped(merged, shape))
        contested = merged.contested
    sys.exit(1 if contested else 0)


def _named(answers: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for answer in answers:
        agency, equals, file = answer.partition("=")
        if not equals or not agency or not file:
            raise click.UsageError(f"{answer} is not of the form AGENCY=FILE.")
        if agency in seen:
            raise click.UsageError(f"{agency} is named twice.")
        seen.add(agency)
        yield agency, file


def _read(file: str) -> str:
    """Read a text without touching its line ends."""
    data = _bytes(file)
    if Path(file).suffix.lower() == WORD:
        return canonical.write(_word_blocks(file, data))
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is not a text in UTF-8.") from error


def _bytes(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _word_blocks(file: str, data: bytes) -> tuple[Block, ...]:
    """Read a Word file with all its tracked changes accepted."""
    try:
        return as_blocks(read_safely(data).accepted())
    except Refused as refused:
        raise click.UsageError(f"{file}: {refused}") from refused


def _blocks(file: str) -> tuple[Block, ...]:
    try:
        return canonical.read(_read(file))
    except Refused as refused:
        raise click.UsageError(f"{file}: {refused}") from refused


def _write_word(base: str, answers: Mapping[str, str], output: str | None) -> int:
    """Write all changes as tracked changes into one Word file; return how many are contested.

    A change has the date of the file it comes from.
    """
    if not output:
        raise click.UsageError("A Word file does not fit on a screen: name it with -o FILE.")
    blocks = _blocks(base)
    proposals = [
        Proposal(agency, split(blocks, adopt(blocks, _blocks(file))))
        for agency, file in answers.items()
    ]
    passages = merge(blocks, proposals).passages
    fingerprint = canonical.fingerprint(canonical.write(blocks))
    paper = making.changes(
        Edition(Path(base).stem, "Merged", blocks, fingerprint, _written_at(base)),
        passages,
        Answers({agency: _written_at(file) for agency, file in answers.items()}),
        note=f"Changes of {', '.join(sorted(answers))}.",
    )
    Path(output).write_bytes(as_word(paper))
    return sum(passage.contested for passage in passages)


def _written_at(file: str) -> datetime:
    return datetime.fromtimestamp(Path(file).stat().st_mtime, UTC)


def _shaped(merged: TextMerge, shape: str) -> str:
    if shape == "json":
        return json.dumps(merged.as_json(), ensure_ascii=False, indent=2) + "\n"
    if shape == "brackets":
        return merged.brackets()
    if shape == "changes":
        return aloud(merged)
    return merged.markdown() if shape == "markdown" else merged.text


def _write(output: str | None, text: str) -> None:
    if output:
        Path(output).write_bytes(text.encode())
    else:
        click.echo(text, nl=False)


def _answer_all(cases: str, output: str | None) -> None:
    try:
        lines = Path(cases).read_bytes().decode().split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{cases} cannot be read as lines of JSON in UTF-8.") from error
    rows = [line for line in lines if line.strip()]
    with click.open_file(output or "-", "w", encoding="utf-8") as out:
        if sys.stderr.isatty():
            with click.progressbar(rows, label="Merging", file=sys.stderr) as shown:
                _answer_each(shown, out)
        else:
            _answer_each(rows, out)


def _answer_each(rows: Iterable[str], out: IO[str]) -> None:
    out.writelines(json.dumps(_answered(row), ensure_ascii=False) + "\n" for row in rows)


def _answered(row: str) -> dict[str, Any]:
    """Answer one case; whatever is wrong with it must not stop the others."""
    try:
        case = json.loads(row)
        base, revisions = case["base"], case["revisions"]
        if not isinstance(base, str) or not isinstance(revisions, dict):
            raise TypeError("base is a text and revisions are texts by name")  # noqa: TRY301
        if not all(isinstance(text, str) for text in revisions.values()):
            raise TypeError("each revision is a text")  # noqa: TRY301
        return merge_texts(base, revisions).as_json()
    except Exception as error:  # noqa: BLE001  one case, one answer
        reason = f"{type(error).__name__}: {error}"
        return {"text": "", "contested": 0, "segments": [], "attention": [], "error": reason}


if __name__ == "__main__":
    merge_command()
