"""Who does what at which hour; hours count from the deadline of the first round."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from workflow.story import consent, scenes
from workflow.story.load import Answer, Joining, Story
from workflow.story.scenes import Stage

Act = Callable[[Session, Stage], None]

PURPOSE = "Please read the zero draft and propose changes with a short reason for each."
PURPOSE_2 = "Please look at what changed since the zero draft; everything else was settled."
UNSENT_DRAFT = -60.0
"""When the agency that will be late saves a draft that nobody else sees."""
ROUND_2 = (96.0, 168.0)
SILENCE = (240.0, 312.0)
YES = Joining("joins")
OBJECTOR = 3
"""The place of the agency that breaks silence."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens at an hour; without an act only the worker looks round."""

    hours: float
    act: Act | None = None


def script(story: Story, *, order: Sequence[str] | None = None) -> list[Scene]:
    """Return all scenes in the order of time; `order` shuffles who answers when in round 1."""
    parts = [
        _first_round(story, order),
        _between(),
        _second_round(story),
        _closing(story),
        _after(story),
    ]
    return sorted((scene for part in parts for scene in part), key=lambda scene: scene.hours)


def _first_round(story: Story, order: Sequence[str] | None) -> Iterator[Scene]:
    yield Scene(-240, scenes.start)
    yield Scene(-168, _open_first)
    for answer, hours in shuffled(story.answers, order):
        yield from _answer(answer, hours)
        if answer.joining.hours is not None:
            when = hours + max(answer.joining.hours - answer.hours, 0.25)
            act = partial(consent.join, agency=answer.agency, joining=answer.joining)
            yield Scene(when, act)
    for hours in (-72, -24, -3, 1):
        yield Scene(hours)


def shuffled(answers: Sequence[Answer], order: Sequence[str] | None) -> list[tuple[Answer, float]]:
    """Return answers with their hours.

    In another order, those that come on time change places, and so do those that come later.
    """
    if order is None:
        return [(answer, answer.hours) for answer in answers]
    found: list[tuple[Answer, float]] = []
    for group in (
        [a for a in answers if a.hours <= 0],
        [a for a in answers if a.hours > 0],
    ):
        hours = sorted(answer.hours for answer in group)
        group.sort(key=lambda answer: order.index(answer.agency))
        found.extend(zip(group, hours, strict=True))
    return found


def _answer(answer: Answer, hours: float) -> Iterator[Scene]:
    agency, joining = answer.agency, answer.joining
    if not answer.changes:
        yield Scene(hours, partial(scenes.no_changes, agency=agency, joining=joining))
        return
    if answer.extension:
        asked = answer.extension["requested_t_hours"]
        until = timedelta(hours=answer.extension["granted_until_t_hours"])
        ask = partial(_ask, agency=agency, until=until, reason=answer.extension["reason"])
        yield Scene(asked, ask)
        yield Scene(asked + 2, scenes.grant_more_time)
    write = partial(scenes.save_draft, agency=agency, names=answer.changes, joining=answer.joining)
    yield Scene(UNSENT_DRAFT if answer.late else hours - 1.5, write)
    if not answer.extension:
        yield Scene(hours - 1, partial(scenes.ask_clearance, agency=agency))
        yield Scene(hours - 0.5, partial(scenes.clear, agency=agency))
    yield Scene(hours, partial(scenes.send, agency=agency, late=answer.late))
    for own in answer.pledges:
        if own["origin_change"] is None:
            yield Scene(hours + 0.25, partial(consent.pledge_alone, agency=agency, own=own))
    if answer.late:
        reason = f"{agency} had told us that its clearance took longer."
        yield Scene(hours + 0.5, partial(scenes.take_up, reason=reason))


def _between() -> Iterator[Scene]:
    yield Scene(67.1)
    yield Scene(90, partial(scenes.decide, number=1))
    yield Scene(94, partial(scenes.publish, label="Rev.1"))
    yield Scene(95, consent.word_pledges)


def _second_round(story: Story) -> Iterator[Scene]:
    opens, ends = ROUND_2
    yield Scene(opens, partial(_open_second, hours=ends - opens))
    for agency in dict.fromkeys(told.agency for told in story.second):
        names = [told.name for told in story.second if told.agency == agency]
        write = partial(scenes.save_draft, agency=agency, names=names, joining=YES)
        yield Scene(110, write)
        yield Scene(111, partial(scenes.send, agency=agency))
    for answer in story.answers:
        if answer.joining.hours is None:
            yield Scene(135, _joins(answer))
    yield Scene(ends + 0.1)
    yield Scene(230, partial(scenes.decide, number=2))
    yield Scene(232, partial(scenes.publish, label="Final text"))


def _closing(story: Story) -> Iterator[Scene]:
    begins, ends = SILENCE
    yield Scene(begins, partial(consent.start_silence, hours=ends - begins))
    for number, answer in enumerate(story.answers):
        yield Scene(begins + 65 + number * 0.7, _joins(answer))
    objector = story.organisations[OBJECTOR].acronym
    yield Scene(278, partial(consent.break_silence, agency=objector, block="i"))
    yield Scene(304, partial(consent.take_objection_back, agency=objector))
    yield Scene(ends + 0.1)
    yield Scene(328, consent.ask_to_lock)
    yield Scene(329, consent.lock)


def _after(story: Story) -> Iterator[Scene]:
    """Register a specific pledge, correct a comma beside the text, let an agency give notice."""
    yield Scene(340, consent.register_pledges)
    wrong = story.corrigendum
    yield Scene(380, partial(consent.propose_correction, wrong=wrong))
    yield Scene(381, partial(consent.ask_about_correction, hours=39))
    yield Scene(420.1)
    leaver = next(a.agency for a in story.answers if a.joining.answer == "joins with a statement")
    yield Scene(900, partial(consent.leave, agency=leaver))


def _joins(answer: Answer) -> Act:
    """Let a principal say yes, also one who could not before or who had a condition."""
    said = answer.joining
    joining = said if said.hours is not None and not said.must_contain else YES
    return partial(consent.join, agency=answer.agency, joining=joining)


def _open_first(session: Session, stage: Stage) -> None:
    scenes.open_round(session, stage, deadline=stage.deadline, purpose=PURPOSE)


def _open_second(session: Session, stage: Stage, *, hours: float) -> None:
    deadline = stage.clock.after(hours=hours)
    scenes.open_round(session, stage, deadline=deadline, purpose=PURPOSE_2)


def _ask(session: Session, stage: Stage, *, agency: str, until: timedelta, reason: str) -> None:
    late = stage.deadline + until
    scenes.ask_more_time(session, stage, agency=agency, until=late, reason=reason)
