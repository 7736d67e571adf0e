"""How fast the decision desk is in a round of 38 agencies and about 400 changes.

    .venv/bin/python benchmarks/desk.py [--agencies 38] [--changes 400]

Makes the round in a database of its own through the real services, then opens the pages as the
office and one agency do, and prints for each: the time of the server (median of five), the
number of statements, and the weight of the page. The number of statements must not depend on the
changes: the last lines open the same pages with a tenth of them.
"""

import argparse
import gzip
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import event

from tests.servers.schema import migrate
from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow import db
from workflow.models import Agency, Grant, Person
from workflow.queries.answering import visible
from workflow.rules.notes import Category, Note, Weight
from workflow.rules.permissions import CLOCK, Actor, Role
from workflow.services.answering import drafts, revisions
from workflow.services.deciding import merging
from workflow.services.pledging import pledges
from workflow.services.rounds import rounds
from workflow.settings import Settings
from workflow.text.blocks import Block
from workflow.text.changes import split

WORDS = (
    "agencies will listen to migrants and report on what they did in every country with the "
    "means they have so that nobody is left behind and each entity keeps its mandate"
).split()


def main() -> None:
    """Make the round and measure."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--agencies", type=int, default=38)
    given.add_argument("--changes", type=int, default=400)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large = made(folder, asked.agencies, asked.changes)
        print(f"{asked.agencies} agencies, {large.changes} changes, {large.passages} passages")
        print(f"merged in {large.merged:.2f} s")
        for page in ("/desk", "/desk?order=weight", "/desk?state=open&page=2", "/publish", ""):
            tell(large, large.office, f"/rounds/{large.round_id}{page}")
        for page in ("/answer", "/changes", "/answers"):
            tell(large, large.writer, f"/rounds/{large.round_id}{page}")
        decide(large)
        small = made(folder, asked.agencies, asked.changes // 10)
        print(f"{asked.agencies} agencies, {small.changes} changes, {small.passages} passages")
        tell(small, small.office, f"/rounds/{small.round_id}/desk")
        tell(small, small.writer, f"/rounds/{small.round_id}/answer")


def made(folder: str, agencies: int, changes: int) -> SimpleNamespace:
    """Make a round in which every agency has sent its share of the changes."""
    dice = random.Random(4)
    url = f"sqlite:///{folder}/desk-{changes}.db"
    migrate(url)
    engine = db.connect(url)
    sessions = db.sessions(engine)
    text = "\n\n".join(
        f"{n}. " + " ".join(dice.choices(WORDS, k=60)).capitalize() + "." for n in range(1, 61)
    )
    with db.transaction(sessions) as session:
        office = person(session, "Office", Role.COORDINATOR, None)
        writers = []
        for n in range(agencies):
            agency = Agency(acronym=f"A{n:02}", name=f"Agency {n}")
            session.add(agency)
            session.flush()
            writers.append(person(session, f"Writer {n}", Role.FOCAL_POINT, agency))
        actor = acting(office)
        members = [writer.grants[0].agency_id for writer in writers]
        pledge = pledges.start(session, actor, title="Large", text=text, agencies=members)
        deadline = db.now(session) + timedelta(days=3)
        round_ = rounds.open_round(session, actor, pledge_id=pledge.id, deadline=deadline)
        base = round_.version.blocks
        pool = [proposal(dice, base) for _ in range(changes * 2 // 3)]
        count = 0
        for n, writer in enumerate(writers):
            share = changes // agencies + (n < changes % agencies)
            count += answer(session, dice, acting(writer), round_, pool, share)
    with db.transaction(sessions) as session:
        start = time.perf_counter()
        merging.merge_round(session, CLOCK, round_id=round_.id)
        merged = time.perf_counter() - start
        passages = len(visible.passages(session, round_.id))
    app = create_app(Settings(secret_key="only for measuring", database_url=url), sessions=sessions)
    return SimpleNamespace(
        app=app,
        engine=engine,
        office=office,
        writer=writers[0],
        round_id=round_.id,
        changes=count,
        passages=passages,
        merged=merged,
    )


def proposal(dice: random.Random, base: tuple[Block, ...]) -> tuple[str, int, str]:
    """Return another word for one word of one block."""
    block = dice.choice(base)
    return block.id, dice.randrange(2, 55), dice.choice(["swiftly", "fairly", "jointly", "openly"])


def answer(session, dice, actor, round_, pool, share) -> int:  # noqa: ANN001, PLR0917
    """Send an answer with about so many changes; return how many were understood."""
    words = {block.id: block.text.split(" ") for block in round_.version.blocks}
    taken: set[tuple[str, int]] = set()
    while len(taken) < share:
        block_id, place, word = dice.choice(pool)
        if any(b == block_id and abs(p - place) < 6 for b, p in taken):
            continue
        taken.add((block_id, place))
        words[block_id][place] = word
    base = round_.version.blocks
    blocks = [Block(b.id, b.kind, " ".join(words[b.id]), b.level) for b in base]
    categories, weights = [c.value for c in Category], [w.value for w in Weight]
    notes = {
        change.key: Note("It has to be said.", dice.choice(categories), dice.choice(weights))
        for change in split(base, blocks)
    }
    saved = drafts.save(session, actor, round_id=round_.id, seen=0, blocks=blocks, notes=notes)
    revisions.submit(session, actor, round_id=round_.id, seen=saved.draft.number)
    return len(notes)


def person(session, name: str, role: Role, agency: Agency | None) -> Person:  # noqa: ANN001
    """Make somebody with a role."""
    made = Person(
        email=f"{name.replace(' ', '.')}@x.example", name=name, created_at=db.now(session)
    )
    made.grants = [
        Grant(role=role.value, agency_id=agency.id if agency else None, granted_at=db.now(session))
    ]
    session.add(made)
    session.flush()
    return made


def acting(someone: Person) -> Actor:
    """Return this person as an actor."""
    grant = someone.grants[0]
    return Actor(someone.id, someone.name, Role(grant.role), grant.agency_id)


def tell(room: SimpleNamespace, reader: Person, path: str) -> None:
    """Open a page five times and print what it took."""
    visitor = Visitor(room.app).sign_in(reader)
    statements: list[str] = []
    hear = lambda *given: statements.append(given[2])  # noqa: E731
    event.listen(room.engine, "before_cursor_execute", hear)
    times = []
    for _ in range(5):
        statements.clear()
        start = time.perf_counter()
        page = visitor.get(path)
        times.append(time.perf_counter() - start)
        assert page.status_code == 200, page.status
    event.remove(room.engine, "before_cursor_execute", hear)
    weight, packed = len(page.data) / 1024, len(gzip.compress(page.data)) / 1024
    print(
        f"{path:36} {statistics.median(times) * 1000:6.0f} ms  {len(statements):3} statements  "
        f"{weight:6.0f} kB  {packed:5.0f} kB packed"
    )


def decide(room: SimpleNamespace) -> None:
    """Decide five passages as the script does, and print what one takes."""
    visitor = Visitor(room.app).sign_in(room.office)
    soup = visitor.open(f"/rounds/{room.round_id}/desk")
    forms = soup.select("form.decide")[:5]
    times = []
    for form in forms:
        fields = {f["name"]: f.get("value", "") for f in form.select("input[type=hidden]")}
        button = form.select_one("[data-key-a]")["value"]
        body = {**fields, "do": button, "reason": "Because."}
        start = time.perf_counter()
        said = visitor.client.post(form["action"], data=body, headers={"X-Part": "card"})
        times.append(time.perf_counter() - start)
        assert said.status_code == 200, said.text
    print(f"{'one decision':36} {statistics.median(times) * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
