"""Measure the merge engine side by side with other ways to merge, on the same work.

    python benchmarks/merge.py                        all sizes
    python benchmarks/merge.py --sizes 38x3000         only this one
    python benchmarks/merge.py --growth                how the time grows, peers left out

N agencies answer a text of W words; each changes five places of it: a word, a phrase, a sentence,
an insertion, a cut. A third of the changes is shared with other agencies. Peers that merge only
three texts are chained, one answer after the other; "compares" means that a tool only finds the
differences and merges nothing. Of three rounds in which all take turns the best counts; a peer
that takes longer than the patience is not asked again. Peers that are not installed are left out:
diff-match-patch, fast-diff-match-patch, pycrdt, git, wiggle. The floor is cutting all texts into
paragraphs and looking each up once.
"""

import argparse
import difflib
import gc
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from workflow.text.align import Base
from workflow.text.hunks import fine_hunks, raw_hunks
from workflow.text.texts import merge_texts
from workflow.text.tokens import strip

Work = tuple[str, dict[str, str]]
WORDS = [f"{a}{b}" for a in "mi pro com sta re gra tion al" .split() for b in
         "grant tect mit tes port duct form low side ward".split()]  # fmt: skip


def work(agencies: int, words: int) -> Work:
    """Make a text and the answers to it, always the same."""
    chance = random.Random(7)
    sentences = [sentence(chance) for _ in range(words // 12)]
    base = written(sentences)
    shared = [(chance.randrange(len(sentences)), sentence(chance)) for _ in range(12)]
    answers = {}
    for number in range(agencies):
        mine = list(sentences)
        for turn in range(5):
            at = chance.randrange(len(mine))
            if turn < 2:
                at, mine[at] = chance.choice(shared)
            elif turn == 2:
                mine[at] = f"{mine[at][:-1]} and {chance.choice(WORDS)}."
            elif turn == 3:
                mine[at] = re.sub(r"\w+", chance.choice(WORDS), mine[at], count=1)
            else:
                mine[at] = ""
        answers[f"agency {number:04}"] = written(mine)
    return base, answers


def sentence(chance: random.Random) -> str:
    """Twelve words, more or less."""
    row = [chance.choice(WORDS) for _ in range(chance.randrange(8, 17))]
    return " ".join(row).capitalize() + "."


def written(sentences: list[str]) -> str:
    rows = (filter(None, sentences[at : at + 6]) for at in range(0, len(sentences), 6))
    return "\n\n".join(" ".join(row) for row in rows) + "\n"


def forget() -> None:
    """Empty what the engine remembers from one merge to the next."""
    for remembering in (strip, raw_hunks, fine_hunks):
        remembering.cache_clear()
    gc.collect()


def ours(base: str, answers: dict[str, str]) -> None:
    merge_texts(base, answers)


def one_more(base: str, answers: dict[str, str]) -> float:
    """Return the seconds that one new answer costs when all others are merged already."""
    *most, last = answers
    earlier = merge_texts(base, {name: answers[name] for name in most})
    forget()
    start = time.perf_counter()
    merge_texts(base, {**answers, last: answers[last]}, earlier)
    return time.perf_counter() - start


def floor(base: str, answers: dict[str, str]) -> None:
    known: dict[str, int] = {}
    for text in (base, *answers.values()):
        for paragraph in text.split("\n\n"):
            known.setdefault(paragraph, len(known))


def tokenizing(base: str, answers: dict[str, str]) -> None:
    for text in (base, *answers.values()):
        strip(text)


def difflib_compares(base: str, answers: dict[str, str]) -> None:
    old = base.split()
    for text in answers.values():
        difflib.SequenceMatcher(None, old, text.split(), autojunk=False).get_opcodes()


def dmp_chained(base: str, answers: dict[str, str]) -> None:
    from diff_match_patch import diff_match_patch  # noqa: PLC0415  only if it is installed

    dmp = diff_match_patch()
    dmp.Diff_Timeout = 0
    merged = base
    for text in answers.values():
        merged, _ = dmp.patch_apply(dmp.patch_make(base, text), merged)


def fast_dmp_compares(base: str, answers: dict[str, str]) -> None:
    import fast_diff_match_patch  # noqa: PLC0415

    for text in answers.values():
        fast_diff_match_patch.diff(base, text, timelimit=0)


def yjs(base: str, answers: dict[str, str]) -> None:
    from pycrdt import Doc, Text  # noqa: PLC0415

    start = Doc()
    start["t"] = Text(base)
    whole = Base(base)
    state, merged = start.get_update(), Doc()
    merged.apply_update(state)
    for text in answers.values():
        one = Doc()
        one.apply_update(state)
        body = one.get("t", type=Text)
        for edit in reversed(whole.compare(text).edits):
            left, right = whole.strip.slot(edit.start, edit.end)
            first, last = len(base[:left].encode()), len(base[:right].encode())
            del body[first:last]
            body.insert(first, edit.surface)
        merged.apply_update(one.get_update())


class TooSlow(Exception):  # noqa: N818  errors are named after what happened
    """A peer took longer than anybody waits."""


def chained(command: list[str], cut: Callable[[str], str]) -> Callable[..., None]:
    """Merge one answer after the other with a program for three files."""

    def run(base: str, answers: dict[str, str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            current, old, new = (Path(folder, name) for name in ("current", "old", "new"))
            current.write_text(cut(base))
            old.write_text(cut(base))
            until = time.monotonic() + PATIENCE
            for text in answers.values():
                if time.monotonic() > until:
                    raise TooSlow
                new.write_text(cut(text))
                done = subprocess.run(
                    [*command, current, old, new],
                    check=False,
                    capture_output=True,
                    timeout=PATIENCE,
                )
                current.write_bytes(done.stdout)

    return run


PATIENCE = 90.0
GIT = ["git", "merge-file", "-p", "--union", "-q"]
PEERS: dict[str, Callable[..., None]] = {
    "the floor: paragraphs": floor,
    "tokenizing everything": tokenizing,
    "Onevoice": ours,
    "git merge-file, lines, chained": chained(GIT, lambda text: text),
    "git merge-file, words, chained": chained(GIT, lambda text: re.sub(r"\s+", "\n", text)),
    "wiggle, chained": chained(["wiggle", "-m"], lambda text: text),
    "diff-match-patch, chained": dmp_chained,
    "Yjs (pycrdt)": yjs,
    "fast C++ dmp, compares": fast_dmp_compares,
    "difflib, compares": difflib_compares,
}


ROUNDS = 3


def measured(peer: Callable[..., None], base: str, answers: dict[str, str]) -> float:
    """Return the milliseconds of one run; what the peer before it left behind is put away first."""
    forget()
    start = time.perf_counter()
    peer(base, answers)
    return (time.perf_counter() - start) * 1000


def column(base: str, answers: dict[str, str], skipped: set[str]) -> dict[str, float | str]:
    """Return the best of some rounds for each peer, in milliseconds.

    In each round all take their turn, so that a busy hour of the machine hits all of them. Who
    takes longer than the patience is not asked again.
    """
    best: dict[str, float | str] = {}
    for _ in range(ROUNDS):
        for name, peer in PEERS.items():
            last = best.get(name, 0.0)
            if name in skipped or isinstance(last, str):
                continue
            try:
                took = measured(peer, base, answers)
            except (ImportError, TooSlow, subprocess.TimeoutExpired) as why:
                best[name] = "-" if isinstance(why, ImportError) else f"> {PATIENCE:,.0f} s"
                skipped.add(name)
                continue
            best[name] = min(took, last or took)
            if took > PATIENCE * 1000:
                skipped.add(name)
    return best


def memory(base: str, answers: dict[str, str]) -> float:
    """Return the peak of what a merge allocates, as a multiple of its input."""
    forget()
    tracemalloc.start()
    merge_texts(base, answers)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / sum(len(text.encode()) for text in (base, *answers.values()))


def possible(name: str) -> bool:
    return (
        not name.startswith(("git", "wiggle"))
        or shutil.which(name.split(maxsplit=1)[0].strip(",")) is not None
    )


def rows(sizes: list[tuple[int, int]]) -> Iterator[list[str]]:
    works = [work(*size) for size in sizes]
    skipped = {name for name in PEERS if not possible(name)}
    columns = [column(*one, skipped) for one in works]
    for name in PEERS:
        found = [one.get(name, "-") for one in columns]
        yield [name, *(one if isinstance(one, str) else f"{one:,.1f}" for one in found)]
    again = [min(one_more(*one) for _ in range(ROUNDS)) * 1000 for one in works]
    yield ["Onevoice, one new answer", *(f"{one:,.1f}" for one in again)]
    yield ["Onevoice, memory / input", *(f"{memory(*one):.1f}" for one in works)]


GROWTH = [(40, w) for w in (1_000, 4_000, 16_000, 64_000)] + [(n, 10_000) for n in (10, 160, 640)]


def growth() -> Iterator[list[str]]:
    """Yield how the time grows with the text at the same changes, and with the changes."""
    for agencies, words in GROWTH:
        base, answers = work(agencies, words)
        took, least = (
            min(measured(peer, base, answers) for _ in range(ROUNDS)) for peer in (ours, floor)
        )
        row = (agencies, words, agencies * 5, took, least, took / agencies / 5)
        yield [f"{one:,.0f}" for one in row[:3]] + [f"{one:,.2f}" for one in row[3:]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--sizes", default="10x1000,38x3000,193x10000,1000x30000")
    asked.add_argument("--growth", action="store_true")
    given = asked.parse_args()
    if given.growth:
        print("| answers | words | changes | ms | the floor, ms | ms a change |")
        print("| ---: " * 6 + "|")
        for row in growth():
            print("|", " | ".join(row), "|", flush=True)
        return
    sizes = [(int(n), int(w)) for n, w in (one.split("x") for one in given.sizes.split(","))]
    print("| milliseconds |", " | ".join(f"{n} x {w:,}" for n, w in sizes), "|")
    print("| --- |", " | ".join("---:" for _ in sizes), "|")
    for row in rows(sizes):
        print("|", " | ".join(row), "|", flush=True)


if __name__ == "__main__":
    main()
