"""Make the text that follows from decisions: each passage keeps the base or takes a wording."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workflow.text.blocks import Block, Kind
from workflow.text.changes import new_id
from workflow.text.compare import Splice, splice
from workflow.text.order import arranged
from workflow.text.passages import Passage, PassageKind, Wording


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided for a passage: a wording by its key, own words, or all in brackets.

    Without a wording and without own words the base stays.
    """

    wording: str | None = None
    text: str | None = None
    bracketed: bool = False


@dataclass(slots=True)
class _Result:
    """What the decided passages do to the base."""

    blocks: dict[str, Block]
    spans: dict[str, list[Splice]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    follows: dict[str, str] = field(default_factory=dict)
    stands_for: dict[str, str] = field(default_factory=dict)


def settle(
    base: Sequence[Block], passages: Iterable[Passage], choices: Mapping[str, Choice]
) -> tuple[Block, ...]:
    """Return the text with the choices made, by fingerprint; all other passages keep the base."""
    result = _Result({block.id: block for block in base})
    for passage in passages:
        choice = choices.get(passage.fingerprint, Choice())
        if passage.kind is PassageKind.TEXT:
            _words(result, passage, choice)
        elif passage.kind is PassageKind.BLOCK:
            _block(result, passage, choice)
        elif passage.kind is PassageKind.MOVE:
            _move(result, passage, choice)
        else:
            _new(result, passage, choice)
    return _arranged(base, result)


def everything_settled(passages: Iterable[Passage]) -> dict[str, Choice]:
    """Choose for each passage that nobody contests its only wording."""
    return {
        passage.fingerprint: Choice(passage.wordings[0].key)
        for passage in passages
        if not passage.contested
    }


def _chosen(passage: Passage, choice: Choice) -> Wording | None:
    return next((one for one in passage.wordings if one.key == choice.wording), None)


def _words(result: _Result, passage: Passage, choice: Choice) -> None:
    wording = _chosen(passage, choice)
    if choice.text is not None:
        text = choice.text
    elif choice.bracketed:
        text = in_brackets([passage.base, *(one.text for one in passage.wordings)])
    elif wording:
        text = wording.text
    else:
        return
    spans = result.spans.setdefault(passage.block, [])
    spans.append(Splice(passage.start, passage.end, text))


def _block(result: _Result, passage: Passage, choice: Choice) -> None:
    wording = _chosen(passage, choice)
    if choice.text is None and not choice.bracketed and wording and wording.removed:
        result.removed.add(passage.block)
    else:
        _words(result, passage, choice)


def _move(result: _Result, passage: Passage, choice: Choice) -> None:
    wording = _chosen(passage, choice)
    if wording and wording.after is not None:
        result.follows[passage.block] = wording.after


def _new(result: _Result, passage: Passage, choice: Choice) -> None:
    after = passage.block
    for block in _new_blocks(passage, choice):
        result.blocks[block.id] = block
        result.follows[block.id] = after
        after = block.id
    for wording in passage.wordings:
        result.stands_for |= {block.id: after for block in wording.blocks}


def _new_blocks(passage: Passage, choice: Choice) -> Sequence[Block]:
    if choice.text is not None:
        parts = [part.strip() for part in choice.text.split("\n\n")]
        return _patterned(passage, [part for part in parts if part])
    if choice.bracketed:
        texts = in_brackets(wording.text for wording in passage.wordings)
        return _patterned(passage, texts.split("\n\n"))
    wording = _chosen(passage, choice)
    return wording.blocks if wording else ()


def _patterned(passage: Passage, texts: Sequence[str]) -> list[Block]:
    """Make blocks of own words, each of the kind that the proposed block in its place has."""
    models = passage.wordings[0].blocks
    row: list[Block] = []
    for place, text in enumerate(texts):
        block = replace(models[min(place, len(models) - 1)], text=text)
        row.append(block if place < len(models) else replace(block, id=new_id(row[-1].id, block)))
    return row


def in_brackets(texts: Iterable[str]) -> str:
    """Put each text into brackets, as the United Nations show what is not agreed.

    White space and marks at the edges that a bracket should not swallow stay outside.
    """
    row = [text for text in dict.fromkeys(texts) if text.strip()]
    if not row:
        return ""
    left = " " if all(text[0].isspace() for text in row) else ""
    right = " " if all(text[-1].isspace() for text in row) else ""
    return left + " ".join(f"[{text.strip()}]" for text in row) + right


def _arranged(base: Sequence[Block], result: _Result) -> tuple[Block, ...]:
    for name, spans in result.spans.items():
        block = result.blocks[name]
        result.blocks[name] = replace(block, text=splice(block.text, spans))
    follows = {
        block: after if after in result.blocks else result.stands_for.get(after)
        for block, after in result.follows.items()
    }
    order = arranged([block.id for block in base], follows)
    return tuple(result.blocks[name] for name in order if name not in result.removed)


__all__ = ["Choice", "Kind", "everything_settled", "in_brackets", "settle"]
