"""The text as it is negotiated: what is not decided stands in brackets with its agencies.

    We will [assist][ILO, IOM: assist and support] migrants [in transit – UNHCR: delete].

What was decided is text like any other. The base comes first and without a name, then every
wording with everybody who proposes it; no name is ever left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workflow.files.word.writing.flow import Look, Paragraph, Run, Stretch
from workflow.text.blocks import Block
from workflow.text.canonical import labels
from workflow.text.passages import Passage, PassageKind, Wording
from workflow.text.settle import Choice, settle


def bracketed(
    base: Sequence[Block], passages: Sequence[Passage], choices: Mapping[str, Choice]
) -> list[Paragraph]:
    """Return the text with the choices made and everything else in brackets."""
    return list(_Brackets(base, passages, choices).row())


class _Brackets:
    """Draws one text."""

    def __init__(
        self, base: Sequence[Block], passages: Sequence[Passage], choices: Mapping[str, Choice]
    ) -> None:
        self._choices = choices
        self._base = {block.id: block for block in base}
        self._text = settle(base, passages, choices)
        self._names = labels(base)
        self._labels = labels(self._text)
        self._passages: dict[str, list[Passage]] = {}
        for passage in passages:
            self._passages.setdefault(passage.block, []).append(passage)

    def row(self) -> Iterator[Paragraph]:
        yield from self._proposed("")
        for block in self._text:
            words = self._inside(block)
            label = self._labels.get(block.id, "")
            yield Paragraph(block, (Stretch(tuple(words)),), label=label)
            yield from self._proposed(block.id)

    def _open(self, block: str, *kinds: PassageKind) -> list[Passage]:
        found = self._passages.get(block, ())
        return [p for p in found if p.kind in kinds and p.fingerprint not in self._choices]

    def _inside(self, block: Block) -> Iterator[Run]:
        """Yield the words of a block: decided passages as they are, open ones in brackets."""
        for move in self._open(block.id, PassageKind.MOVE):
            yield from (_strong(f"[{_who(w)}: move {self._behind(w)}] ") for w in move.wordings)
        base = self._base.get(block.id)
        here = [
            one
            for one in self._passages.get(block.id, ())
            if one.kind in (PassageKind.TEXT, PassageKind.BLOCK)
        ]
        if base is None or not here:
            yield Run(block.text)
            return
        at = 0
        for passage in sorted(here, key=lambda one: (one.start, one.end)):
            yield Run(base.text[at : passage.start])
            yield from self._passage(base, passage)
            at = passage.end
        yield Run(base.text[at:])

    def _passage(self, base: Block, passage: Passage) -> Iterator[Run]:
        if passage.fingerprint in self._choices:
            new = settle((base,), (passage,), self._choices)[0].text
            yield Run(new[passage.start : len(new) - len(base.text) + passage.end])
            return
        left, right = _edges(passage)
        gone = [w for w in passage.wordings if w.removed or not w.text.strip()]
        kept = [w for w in passage.wordings if w not in gone]
        drop = f" – {'; '.join(f'{_who(w)}: delete' for w in gone)}" if gone else ""
        brackets = [f"[{passage.base.strip()}{drop}]"] if passage.base.strip() else []
        brackets += [f"[{_who(w)}: {w.text.strip()}]" for w in kept]
        yield Run(left)
        yield _strong("".join(brackets))
        yield Run(right)

    def _proposed(self, anchor: str) -> Iterator[Paragraph]:
        """Yield the new paragraphs that are proposed behind a block and not decided."""
        for passage in self._open(anchor, PassageKind.NEW):
            for wording in passage.wordings:
                for block in wording.blocks:
                    run = _strong(f"[{_who(wording)}: {block.text}]")
                    shown = replace(block, text=run.text)
                    yield Paragraph(shown, (Stretch((run,)),), original=False)

    def _behind(self, wording: Wording) -> str:
        if not wording.after:
            return "to the beginning"
        return f"behind {self._names.get(wording.after, 'another paragraph')}"


def _strong(text: str) -> Run:
    return Run(text, look=Look.STRONG)


def _who(wording: Wording) -> str:
    return ", ".join(wording.agencies)


def _edges(passage: Passage) -> tuple[str, str]:
    """Return the white space at the edges of a passage, which brackets leave outside."""
    texts = [one for one in (passage.base, *(w.text for w in passage.wordings)) if one.strip()]
    left = " " if any(text[0].isspace() for text in texts) else ""
    right = " " if any(text[-1].isspace() for text in texts) else ""
    return left, right
