"""Two networks in one service, with everything that has an address, and secrets in it.

IOM and ILO draft together ("near"), WHO and UPU draft together ("far"). On each side there is a
round that runs, one that is decided, one that is published, one with sealed answers, a silence
with an objection, a lock that was asked for, and specific pledges. Each agency has put words of
its own into places that are not for everybody; `SECRETS` says for whom they are.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import HELPING, LISTENING, REPORTING, Build
from tests.files.word.somebody import came_back
from tests.permissions import hours, outside, substance
from workflow.models import Authority, Grant, Mail, Pledge, Round
from workflow.queries.answering import visible
from workflow.rules.notes import Category, Note
from workflow.rules.permissions import OFFICE, Actor, Role
from workflow.services.answering import clearances, drafts, files
from workflow.services.deciding import decisions
from workflow.services.rounds import extensions
from workflow.text import changes
from workflow.text.blocks import Block

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SIDES = {"near": ("ILO", "IOM"), "far": ("WHO", "UPU")}
OF_AN_AGENCY = (
    Role.FOCAL_POINT,
    Role.ALTERNATE,
    Role.CLEARING_OFFICER,
    Role.PRINCIPAL,
    Role.DELEGATE,
)

SECRETS = {
    "UNSENT": False,  # the draft of an answer, its reasons, its comment, its opt-in
    "INSIDE": False,  # what people of an agency write to each other about clearance
    "SPECIFIC": False,  # the draft of a specific pledge
    "CONDITION": True,  # the condition of an opt-in, the reason to decline
    "SEALED": True,  # an answer in a round that is sealed until the deadline
}
"""The word for a secret, and whether the coordinator's office may know it too."""


@dataclass(frozen=True)
class Thing:
    """What an address names: its numbers, who may find it, and the one agency it belongs to."""

    numbers: dict[str, int | str]
    members: frozenset[str]
    pledge_id: int
    owner: str | None = None


@dataclass
class World:
    """Who there is, and what there is by the names of the numbers in an address."""

    actors: dict[str, Actor] = field(default_factory=dict)
    things: dict[frozenset[str], list[Thing]] = field(default_factory=dict)

    def add(self, pledge: Pledge, *, owner: str | None = None, **numbers: int | str) -> None:
        members = frozenset(m.agency.acronym for m in pledge.members)
        thing = Thing(numbers, members, pledge.id, owner)
        self.things.setdefault(frozenset(numbers), []).append(thing)


def secret(kind: str, agency: str) -> str:
    return f"{kind}-{agency}-SECRET"


def knows(actor: Actor | None, acronym: str | None, kind: str, agency: str) -> bool:
    """Tell whether the secret of an agency is for this reader."""
    if actor is None:
        return False
    return acronym == agency or (SECRETS[kind] and actor.role in OFFICE)


def make(session: Session) -> World:
    from tests.permissions import joining_world

    build, world = Build(session), World()
    build.at(MONDAY)
    _people(build, world)
    for agencies in SIDES.values():
        _running(build, world, agencies)
        _decided(build, world, agencies)
        _published(build, world, agencies)
        _sealed(build, world, agencies)
    joining_world.add_to(build, world)
    pledge = session.scalars(select(Pledge)).first()
    mail = session.scalars(select(Mail)).first()
    world.add(pledge, mail_id=mail.id)
    hours.add_station(build, world, pledge)
    grant = session.scalars(select(Grant).where(Grant.role == Role.OBSERVER)).first()
    world.add(pledge, grant_id=grant.id)
    world.add(pledge, person_id=grant.person_id)
    return world


def _people(build: Build, world: World) -> None:
    for role in (Role.COORDINATOR, Role.STAFF, Role.ADMINISTRATOR, Role.OBSERVER):
        world.actors[role.value] = build.actor(role)
    for agencies in SIDES.values():
        for acronym in agencies:
            for role in OF_AN_AGENCY:
                world.actors[f"{role.value} of {acronym}"] = build.actor(role, acronym)
            authority(build, acronym)


def authority(build: Build, acronym: str) -> Authority:
    """Let the delegate of an agency decide for a month."""
    grant = build.person(Role.DELEGATE, acronym).grants[0]
    row = Authority(
        grant_id=grant.id,
        given_by=build.principal(acronym).person_id,
        starts_at=build.now,
        ends_at=build.now + timedelta(days=30),
        made_at=build.now,
    )
    build.session.add(row)
    build.session.flush()
    return row


def make_pledge(build: Build, agencies, title: str, **settings) -> Pledge:
    return build.pledge(title=f"{title} {agencies[0]}", agencies=agencies, **settings)


def with_texts(world: World, pledge: Pledge) -> None:
    world.add(pledge, pledge_id=pledge.id)
    for version in pledge.versions:
        world.add(pledge, version_id=version.id)
    first, last = pledge.versions[0].id, pledge.versions[-1].id
    world.add(pledge, version_id=last, other_id=first)


def _unsent(
    build: Build, round_: Round, agency: str, more: str = "", seen: int | None = None
) -> drafts.Saved:
    """Save a draft that is full of secrets and never sent."""
    words = f"{secret('UNSENT', agency)} {more}".strip()
    base = round_.version.blocks
    blocks = [
        Block(b.id, b.kind, f"{b.text} {words}" if b.id == HELPING else b.text, b.level)
        for b in base
    ]
    notes = {c.key: Note(reason=words) for c in changes.split(base, blocks)}
    current = drafts.find(build.session, round_.id, build.agency(agency).id)
    return drafts.save(
        build.session,
        build.focal_point(agency),
        round_id=round_.id,
        seen=seen or (current.number if current else 0),
        blocks=blocks,
        notes=notes,
        opt_in={"answer": "joins on a condition", "words": words},
        comment=words,
    )


def _running(build: Build, world: World, agencies) -> None:
    """A round that runs: answers are in, and other drafts are not sent."""
    pledge = make_pledge(build, agencies, "Running")
    substance.add_beside(build, world, pledge)
    round_ = build.round(pledge, days=9)
    world.add(pledge, round_id=round_.id)
    hours.add_replies(build, world, round_, agencies)
    with_texts(world, pledge)
    for agency, words in zip(agencies, ("twice a year", "every month"), strict=True):
        build.revision(
            agency, {REPORTING: f"We will report {words} on what we did."}, round_=round_
        )
        saved = _unsent(build, round_, agency)
        aside = _unsent(build, round_, agency, "and more", seen=1)
        world.add(pledge, round_id=round_.id, number=aside.draft.number)
        inside = secret("INSIDE", agency)
        clearances.request(
            build.session,
            build.focal_point(agency),
            round_id=round_.id,
            seen=saved.draft.number,
            comment=inside,
        )
        clearances.give_back(
            build.session,
            build.actor(Role.CLEARING_OFFICER, agency),
            round_id=round_.id,
            comment=inside,
        )
        asked = extensions.request(
            build.session,
            build.focal_point(agency),
            round_id=round_.id,
            until=round_.deadline_at + timedelta(days=1),
            reason="Our board meets late.",
        )
        world.add(pledge, extension_id=asked.id)
        file = files.receive(
            build.session,
            build.focal_point(agency),
            round_id=round_.id,
            name="answer.docx",
            format_="docx",
            data=came_back(round_.version, "in every country", secret("UNSENT", agency)),
        )
        world.add(pledge, owner=agency, file_id=file.id)
    build.merge(round_)
    for passage in build.passages(round_):
        world.add(pledge, passage_id=passage.id)
    outside.make(build, world, pledge, agencies, secret("UNSENT", agencies[0]))


def _decided(build: Build, world: World, agencies) -> None:
    """A round that is closed, with decisions, a late answer and drafts that were never sent."""
    pledge = make_pledge(build, agencies, "Decided")
    round_ = build.round(pledge)
    editorial = Note(category=Category.EDITORIAL.value)
    build.revision(
        agencies[0],
        {LISTENING: "We shall listen to migrants before we decide."},
        round_=round_,
        note=editorial,
    )
    build.close(round_)
    build.revision(agencies[1], {HELPING: "We will help each other."}, round_=round_, late=True)
    for agency in agencies:
        _unsent(build, round_, agency)
    build.merge(round_)
    office = build.coordinator()
    batch = decisions.accept_editorial(build.session, office, round_id=round_.id)
    world.add(pledge, round_id=round_.id)
    world.add(pledge, round_id=round_.id, batch=batch.name)
    with_texts(world, pledge)
    for passage in build.passages(round_):
        world.add(pledge, passage_id=passage.id)
        for decision in passage.decisions:
            world.add(pledge, decision_id=decision.id)
    for revision in visible.waiting_late(build.session, round_.id):
        world.add(pledge, revision_id=revision.id)


def _published(build: Build, world: World, agencies) -> None:
    """A round that was published while drafts stayed unsent."""
    pledge = make_pledge(build, agencies, "Published")
    round_ = build.round(pledge)
    build.revision(agencies[0], {REPORTING: "We will report twice a year."}, round_=round_)
    for agency in agencies:
        _unsent(build, round_, agency)
    build.publish(round_)
    world.add(pledge, round_id=round_.id)
    with_texts(world, pledge)


def _sealed(build: Build, world: World, agencies) -> None:
    """A round whose answers stay sealed until the deadline."""
    pledge = make_pledge(build, agencies, "Sealed", sealed=True)
    round_ = build.round(pledge)
    for agency in agencies:
        words = f"We will report {secret('SEALED', agency)} on what we did."
        build.revision(agency, {REPORTING: words}, round_=round_)
    build.merge(round_)
    world.add(pledge, round_id=round_.id)
    with_texts(world, pledge)
