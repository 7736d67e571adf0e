"""Play the story up to a step, on a clock of its own, so that its past lies behind us.

    step      what the reader finds
    zero      the zero draft; nobody was asked yet
    round1    the first round is open, most answers are in
    rev1      Rev.1 is out
    round2    the second round is open
    silence   the final text is under silence, one agency objects
    locked    everybody has joined, the text is locked
    after     a specific pledge is registered and a corrigendum issued beside it, one agency leaves

In `round1` the deadline lies about two days ahead, so that there is time to answer; in the other
steps hours pass as the story tells them. The worker looks round before and after each scene.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from workflow import clock, db
from workflow.services.rounds import planning
from workflow.services.upkeep import work
from workflow.services.upkeep.duties import DUTIES
from workflow.story import cast
from workflow.story.cast import Account
from workflow.story.load import STORY, load
from workflow.story.neutral import told_neutrally
from workflow.story.scenes import Clock, Stage
from workflow.story.script import Scene, script

STEPS: Mapping[str, float] = {
    "zero": -170,
    "round1": -4.5,
    "rev1": 95.5,
    "round2": 137,
    "silence": 280,
    "locked": 330,
    "after": 901,
}
"""The hour of the story at which each step leaves us."""

OFFICIAL = ZoneInfo("America/New_York")
END_OF_DAY = time(17)
FRIDAY = 4
AHEAD = timedelta(hours=36)
"""How far the deadline lies ahead at least, where a round is open to be answered."""


@dataclass(frozen=True, slots=True)
class Told:
    """The story as far as it was told, and how to sign in to it."""

    step: str
    title: str
    disclaimer: str
    accounts: tuple[Account, ...]
    password: str
    pledge_id: int
    round_id: int
    at: datetime


def play(
    sessions: sessionmaker[Session],
    *,
    until: str = "round1",
    neutral: bool = False,
    now: datetime | None = None,
    order: Sequence[str] | None = None,
    password: str | None = None,
) -> Told:
    """Tell the story up to a step into an empty database."""
    text = STORY.read_text(encoding="utf-8")
    story = load(told_neutrally(text) if neutral else text)
    at = now or clock.system()
    timeline = _timeline(until, at)
    watch = Clock(timeline.moment(-241))
    make = _on_clock(sessions, watch)
    with db.transaction(make) as session:
        people = cast.enter(session, story, password=password or secrets.token_urlsafe(9))
    stage = Stage(story, people, watch, timeline.deadline)
    for scene in script(story, order=order):
        if scene.hours <= STEPS[until]:
            _play(make, stage, timeline, scene)
    watch.moment = at
    _work(make)
    return Told(
        step=until,
        title=story.title,
        disclaimer=story.disclaimer,
        accounts=people.accounts,
        password=people.password,
        pledge_id=stage.pledge_id,
        round_id=stage.round_id,
        at=at,
    )


@dataclass(frozen=True, slots=True)
class _Timeline:
    zero: datetime
    """The moment of hour 0 by the story's own count."""
    deadline: datetime
    """The deadline of the first round."""

    def moment(self, hours: float) -> datetime:
        return self.zero + timedelta(hours=hours)


def _timeline(until: str, at: datetime) -> _Timeline:
    reached = timedelta(hours=STEPS[until])
    if until in {"zero", "round1"}:
        return _Timeline(at - reached, _end_of_day(at + AHEAD + timedelta(days=1)))
    zero = _end_of_day(at - reached)
    if until in {
        "locked",
        "after",
    }:  # silence then runs from Monday to Thursday, as it does in the story
        zero -= timedelta(days=(zero.astimezone(OFFICIAL).weekday() - FRIDAY) % 7)
    return _Timeline(zero, zero)


def _end_of_day(at: datetime) -> datetime:
    """Return the last 17:00 of the official zone that is not after this moment."""
    local = at.astimezone(OFFICIAL)
    today = datetime.combine(local.date(), END_OF_DAY, OFFICIAL)
    if today > local:
        today = datetime.combine(local.date() - timedelta(days=1), END_OF_DAY, OFFICIAL)
    return today.astimezone(at.tzinfo)


def _on_clock(sessions: sessionmaker[Session], watch: Clock) -> sessionmaker[Session]:
    """Return sessions like these that follow the story's clock and ring nobody."""
    known = dict(sessions.kw)
    known["info"] = {**(known.get("info") or {}), "clock": watch, "ring": None}
    return sessionmaker(class_=sessions.class_, **known)


def _play(make: sessionmaker[Session], stage: Stage, timeline: _Timeline, scene: Scene) -> None:
    stage.clock.moment = timeline.moment(scene.hours)
    _work(make)
    if scene.act is not None:
        with db.transaction(make) as session:
            scene.act(session, stage)
        _work(make)


def _work(make: sessionmaker[Session]) -> None:
    """Do what is due, as the worker would; what is done may make more of it due."""
    with db.transaction(make) as session:
        planning.plan(session)
        while due := [kind for kind in work.due_kinds(session) if kind in DUTIES]:
            for kind in due:
                while (job := work.claim(session, kind)) is not None:
                    work.finish(session, job)
                    DUTIES[kind](session, job.target)
