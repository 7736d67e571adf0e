"""Put blocks in order when some are moved and some are new.

    base  a b c d      c follows a, x follows c      ->      a c x b d

Whatever is not moved keeps the order of the base. Whatever follows another block stands right
behind it, wherever that one goes. Where several follow the same block, the smaller id comes first;
where blocks follow each other in a circle, as two agencies can ask for, they stay where they were.
"""

from collections.abc import Mapping, Sequence


def arranged(base: Sequence[str], follows: Mapping[str, str | None]) -> list[str]:
    """Return the ids of all blocks in their order; "" stands for the very beginning."""
    firm = _without_circles(base, follows)
    behind: dict[str, list[str]] = {}
    for block in sorted(firm, reverse=True):
        behind.setdefault(firm[block], []).append(block)
    row: list[str] = []
    waiting = [block for block in reversed(base) if block not in firm]
    waiting += behind.get("", [])
    while waiting:
        block = waiting.pop()
        row.append(block)
        waiting += behind.get(block, [])
    return row


def _without_circles(base: Sequence[str], follows: Mapping[str, str | None]) -> dict[str, str]:
    """Let blocks that follow each other in a circle, or follow nothing known, stay in place."""
    known = {*base, *follows}
    firm = {block: after if after in known else "" for block, after in follows.items()}
    for block in sorted(firm.keys() & set(base)):
        seen = {block}
        after = firm[block]
        while after in firm and after not in seen:
            seen.add(after)
            after = firm[after]
        if after == block:
            del firm[block]
    return firm
