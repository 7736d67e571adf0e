"""Merge the changes of many agencies into passages: what can stand, and what a person decides.

    base      10  We will judge ourselves by the share of country teams.
    IOM       inserts "joint " before "country"       one open passage, two agencies behind it
    ILO       inserts "joint " before "country"
    UNDP      replaces "share" by "number"            one contested passage, two wordings
    DESA      replaces "share" by "size"
    UNHCR     moves 10 after 2                        one open passage, apart from the others

Inside a block, `places` decides what ties changes together. A block that one agency removes and
another edits is one contested passage: a removal never swallows an edit. Moves and edits do not
disturb each other. New blocks at one place are one passage, and contested unless they are equal.

A passage lists each wording once, with the agencies behind it; the words between passages are
unchanged. Its fingerprint follows from its place, its words and its wordings, never from who
proposed them or in which order they came: decisions on it stand as long as it does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workflow.text.blocks import Block
from workflow.text.changes import IN_TEXT, Change, ChangeKind, block_of, edit_at, located
from workflow.text.compare import Comparison, Edit, Splice, splice
from workflow.text.order import arranged
from workflow.text.passages import Passage, PassageKind, Proposal, Support, Wording, cautious, fold
from workflow.text.places import Place, places
from workflow.text.proofs import Proofs, prove
from workflow.text.tokens import Strip, strip

ByAgency = dict[str, list[Change]]


@dataclass(frozen=True, slots=True)
class Part:
    """What is proposed in one block and behind it, and the passages that follow from this alone."""

    block: Block | None
    inside: ByAgency
    behind: ByAgency
    passages: tuple[Passage, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Merge:
    """The passages in the order of the text, and the proof that nothing was lost.

    The rest is what the next merge of the same base need not do again.
    """

    passages: tuple[Passage, ...]
    proofs: Proofs
    base: tuple[Block, ...] = field(default=(), compare=False, repr=False)
    proposals: tuple[Proposal, ...] = field(default=(), compare=False, repr=False)
    parts: Mapping[str, Part] = field(default_factory=dict, compare=False, repr=False)


def merge(
    base: Sequence[Block], proposals: Iterable[Proposal], earlier: Merge | None = None
) -> Merge:
    """Sort all changes into passages. The order of the proposals makes no difference.

    Blocks in which nothing new is proposed keep their passages from the earlier merge of the same
    base, which only saves time: without it the result is the same.
    """
    row = tuple(sorted(proposals, key=lambda proposal: proposal.agency))
    known = earlier.parts if earlier and earlier.base == tuple(base) else {}
    parts = {
        name: known[name] if known.get(name) == part else _worked_out(part)
        for name, part in _parts(base, row).items()
    }
    found = _linked([passage for part in parts.values() for passage in part.passages], row)
    same = earlier.proposals if earlier and known else ()
    proved = _unchanged(row, same) - _touched(parts, known)
    return Merge(found, prove(base, row, found, proved), tuple(base), row, parts)


def _unchanged(row: Iterable[Proposal], earlier: Iterable[Proposal]) -> set[str]:
    before = {one.agency: one.changes for one in earlier}
    return {one.agency for one in row if before.get(one.agency) == one.changes}


def _touched(parts: Mapping[str, Part], known: Mapping[str, Part]) -> set[str]:
    """Return the agencies that have a say in a part that was worked out anew."""
    fresh = (part for name, part in parts.items() if part is not known.get(name))
    return {agency for part in fresh for agency in (*part.inside, *part.behind)}


def _worked_out(part: Part) -> Part:
    row = list(_block_passages(part.block, part.inside)) if part.block else []
    if part.behind:
        row.append(_new_passage(part.block.id if part.block else "", part.behind))
    return replace(part, passages=tuple(cautious(part.block.text if part.block else "", row)))


def _parts(base: Sequence[Block], proposals: Sequence[Proposal]) -> dict[str, Part]:
    inside: dict[str, ByAgency] = {}
    new: dict[str, ByAgency] = {}
    for proposal in proposals:
        fresh = {c.block: c for c in proposal.changes if c.kind is ChangeKind.NEW_BLOCK}
        for change in proposal.changes:
            if change.kind is ChangeKind.NEW_BLOCK:
                home = new.setdefault(_anchor(change, fresh), {})
            else:
                home = inside.setdefault(change.block, {})
            home.setdefault(proposal.agency, []).append(change)
    blocks = {"": None, **{block.id: block for block in base}}
    return {
        name: Part(block, inside.get(name, {}), new.get(name, {}))
        for name, block in blocks.items()
        if name in inside or name in new
    }


def _anchor(change: Change, fresh: Mapping[str, Change]) -> str:
    """Return the base block that a new block follows, directly or behind other new blocks."""
    after = change.after or ""
    while after in fresh:
        after = fresh[after].after or ""
    return after


def _block_passages(block: Block, by_agency: ByAgency) -> Iterator[Passage]:
    moves = _of_kind(by_agency, {ChangeKind.MOVE})
    removals = _of_kind(by_agency, {ChangeKind.REMOVED_BLOCK})
    edits = _of_kind(by_agency, IN_TEXT)
    if moves:
        yield _move_passage(block, moves)
    if removals:
        yield _whole_passage(block, removals, edits)
    elif edits:
        yield from _text_passages(block, edits)


def _of_kind(by_agency: ByAgency, kinds: Iterable[ChangeKind]) -> ByAgency:
    wanted = {
        agency: [change for change in changes if change.kind in kinds]
        for agency, changes in by_agency.items()
    }
    return {agency: changes for agency, changes in wanted.items() if changes}


def _supports(agency: str, changes: Iterable[Change]) -> tuple[Support, ...]:
    return tuple(sorted(Support(agency, change.key) for change in changes))


def _move_passage(block: Block, moves: ByAgency) -> Passage:
    wordings = (
        Wording("", _supports(agency, changes), after=changes[0].after or "")
        for agency, changes in moves.items()
    )
    return Passage(PassageKind.MOVE, block.id, 0, 0, "", fold(wordings))


def _whole_passage(block: Block, removals: ByAgency, edits: ByAgency) -> Passage:
    """Ask about the whole block when somebody removes it."""
    gone = [Wording("", _supports(a, changes), removed=True) for a, changes in removals.items()]
    kept = [
        Wording(_applied(block.text, changes), _supports(agency, changes))
        for agency, changes in edits.items()
        if agency not in removals
    ]
    text = block.text
    return Passage(PassageKind.BLOCK, block.id, 0, len(text), text, fold(gone + kept, text))


def _applied(text: str, changes: Iterable[Change]) -> str:
    return splice(text, [Splice(change.start, change.end, change.new) for change in changes])


def _new_passage(anchor: str, by_agency: ByAgency) -> Passage:
    wordings = (_new_wording(agency, changes) for agency, changes in by_agency.items())
    return Passage(PassageKind.NEW, anchor, 0, 0, "", fold(wordings))


def _new_wording(agency: str, changes: Sequence[Change]) -> Wording:
    known = {change.block: block_of(change) for change in changes}
    order = arranged([], {change.block: change.after for change in changes})
    blocks = tuple(known[name] for name in order)
    text = "\n\n".join(block.text for block in blocks)
    return Wording(text, _supports(agency, changes), blocks=blocks)


def _text_passages(block: Block, by_agency: ByAgency) -> Iterator[Passage]:
    base = strip(block.text)
    revisions, sources = {}, {}
    for agency, changes in by_agency.items():
        revisions[agency], sources[agency] = understood(base, changes)
    for place in places(base, revisions):
        yield _text_passage(block, place, sources)


Sources = dict[Edit | Splice, list[Change]]


def understood(base: Strip, changes: Sequence[Change]) -> tuple[Comparison, Sources]:
    """Read the changes of one agency in one block as edits of tokens, and say which are which.

    Changes that share a token or a point, as only other programs make them, become one edit.
    """
    rows: list[tuple[int, int, list[Change]]] = []
    noise: dict[Splice, list[Change]] = {}
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        edit = located(base, change)
        if _only_typography(base, change, edit):
            noise.setdefault(Splice(change.start, change.end, change.new), []).append(change)
        elif rows and edit.start <= rows[-1][1]:
            start, end, held = rows.pop()
            rows.append((start, max(end, edit.end), [*held, change]))
        else:
            rows.append((edit.start, edit.end, [change]))
    edits = {edit_at(base, (start, end), held): held for start, end, held in rows}
    sources: Sources = {edit: held for edit, held in edits.items()}  # noqa: C416  dict() keeps Edit
    sources |= {mark: held for mark, held in noise.items()}  # noqa: C416
    return Comparison(tuple(edits), tuple(noise)), sources


def _only_typography(base: Strip, change: Change, edit: Edit) -> bool:
    if edit.keys != base.keys[edit.start : edit.end]:
        return False
    inside = base.starts[edit.start : edit.end] <= (change.start,)
    return (inside and (change.end,) <= base.ends[edit.start : edit.end]) or edit.start == edit.end


def _text_passage(block: Block, place: Place, sources: Mapping[str, Sources]) -> Passage:
    supports: dict[str, list[Change]] = {}
    for agency, edit in place.edits:
        supports.setdefault(agency, []).extend(sources[agency][edit])
    for agency, mark in place.noise:
        supports.setdefault(agency, []).extend(sources[agency][mark])
    wordings = (
        Wording(
            one.text,
            tuple(s for agency in one.agencies for s in _supports(agency, supports[agency])),
            variants=one.variants,
        )
        for one in place.alternatives
    )
    row = fold(wordings, place.base)
    return Passage(PassageKind.TEXT, block.id, place.start, place.end, place.base, row)


def _linked(passages: Sequence[Passage], proposals: Iterable[Proposal]) -> tuple[Passage, ...]:
    """Name for each passage those that stand or fall together with it."""
    homes: dict[tuple[str, str], str] = {}
    for passage in passages:
        for wording in passage.wordings:
            for support in wording.supporters:
                homes[support.agency, support.change] = passage.fingerprint
    links: dict[str, set[str]] = {}
    for proposal in proposals:
        for keys in proposal.together:
            tied = {homes[proposal.agency, key] for key in keys if (proposal.agency, key) in homes}
            for one in tied:
                links.setdefault(one, set()).update(tied - {one})
    return tuple(
        replace(passage, linked=frozenset(links[passage.fingerprint]))
        if passage.fingerprint in links
        else passage
        for passage in passages
    )


__all__ = ["Merge", "Passage", "PassageKind", "Proofs", "Proposal", "Support", "Wording", "merge"]
