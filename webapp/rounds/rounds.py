"""A round: open it, watch who has answered, remind, move its deadline, close it early."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from webapp.frame import html, times
from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.db import now
from workflow.errors import Invalid, Missing, NobodyToAsk, ReasonOwed, Refused
from workflow.models import Pledge, Round
from workflow.queries.answering import answers as answer_queries
from workflow.queries.chasing import calendars
from workflow.queries.pledging import next_step
from workflow.queries.pledging import pledges as pledge_queries
from workflow.queries.rounds import board as queries
from workflow.rules.advice import advise
from workflow.rules.permissions import Action
from workflow.rules.stages import RoundState
from workflow.services.chasing import nudges
from workflow.services.mailing import previews
from workflow.services.pledging import templates
from workflow.services.rounds import rounds
from workflow.translation import _, mark, n_

bp = Blueprint("rounds", __name__)

USUAL = timedelta(days=10)
"""How long a round runs if nothing else is said."""
END_OF_DAY = 17
SATURDAY = 5

PURPOSES = (
    mark("Please propose changes to the text, with a reason for each."),
    mark("Final revisions: wording only. What was agreed is not opened again."),
    mark("General comments first; textual proposals follow in the next round."),
)


@bp.get("/pledges/<int:pledge_id>/rounds/new")
@needs(Action.OPEN_ROUND)
def new(pledge_id: int) -> ResponseReturnValue:
    """Ask until when, and what is asked."""
    pledge = pledge_queries.find_pledge(current_session(), current_actor(), pledge_id)
    return _form(pledge, {}, {}, _usual(pledge))


@bp.post("/pledges/<int:pledge_id>/rounds")
@needs(Action.OPEN_ROUND)
def open_round(pledge_id: int) -> ResponseReturnValue:
    """Open the round and invite every agency."""
    pledge = pledge_queries.find_pledge(current_session(), current_actor(), pledge_id)
    given = request.form
    zone = given.get("zone") or pledge.official_zone
    deadline: datetime | None = None

    def again(error: Refused) -> str:
        field = "agencies" if isinstance(error, NobodyToAsk) else "deadline"
        return _form(pledge, given, {field: str(error)}, deadline)

    with or_show(again, Invalid):
        deadline = times.read(_needed("deadline", _("the deadline")), zone)
        opens_at = times.read(given["opens"], zone) if given.get("opens") else None
        if given.get("do") == "check":
            return _form(pledge, given, {}, deadline)
        round_ = rounds.open_round(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            deadline=deadline,
            zone=zone,
            purpose=given.get("purpose", ""),
            opens_at=opens_at,
            courtesy=int(given.get("courtesy") or rounds.COURTESY),
        )
    if round_.state == RoundState.PLANNED:
        flash(_("Round {number} is planned and opens by itself.", number=round_.number))
        return redirect(url_for("rounds.page", round_id=round_.id), 303)
    told = html.listed(member.agency.acronym for member in rounds.members(pledge))
    flash(
        _(
            "Round {number} is open. {agencies} are invited by mail.",
            number=round_.number,
            agencies=told,
        )
    )
    return redirect(url_for("rounds.page", round_id=round_.id), 303)


@bp.get("/rounds/<int:round_id>")
@needs(Action.SEE_BOARD)
def page(round_id: int) -> ResponseReturnValue:
    """Show who has answered."""
    return board_page(round_id, {}, {})


@bp.get("/rounds/<int:round_id>/answers")
@needs(Action.SEE_REVISIONS)
def answers(round_id: int) -> ResponseReturnValue:
    """Show the answers to read, agency by agency."""
    shown = answer_queries.answers(current_session(), current_actor(), round_id)
    return render_template("rounds/answers.html", page=shown)


@bp.post("/rounds/<int:round_id>/deadline")
@needs(Action.EXTEND_ROUND)
def move_deadline(round_id: int) -> ResponseReturnValue:
    """Move the deadline and tell everybody why."""
    round_ = current_session().get(Round, round_id)
    zone = round_.zone if round_ else "UTC"

    def again(error: Refused) -> str:
        field = "move-reason" if isinstance(error, ReasonOwed) else "move-deadline"
        return board_page(round_id, request.form, {field: str(error)})

    with or_show(again, Invalid):
        rounds.move_deadline(
            current_session(),
            current_actor(),
            round_id=round_id,
            deadline=times.read(_needed("deadline", _("the deadline")), zone),
            reason=request.form.get("reason", ""),
        )
    flash(_("The deadline is moved. Every agency gets a mail with the reason."))
    return redirect(url_for("rounds.page", round_id=round_id), 303)


@bp.post("/rounds/<int:round_id>/close")
@needs(Action.CLOSE_ROUND)
def close(round_id: int) -> ResponseReturnValue:
    """Close the round before its deadline."""
    with or_show(
        lambda error: board_page(round_id, request.form, {"close-reason": str(error)}), ReasonOwed
    ):
        rounds.close(
            current_session(),
            current_actor(),
            round_id=round_id,
            reason=request.form.get("reason", ""),
        )
    flash(_("The round is closed. What comes now counts as late."))
    return redirect(url_for("rounds.page", round_id=round_id), 303)


@bp.post("/rounds/<int:round_id>/remind")
@needs(Action.REMIND)
def remind(round_id: int) -> ResponseReturnValue:
    """Remind exactly those who were chosen and are still silent."""
    chosen = [int(one) for one in request.form.getlist("agencies") if one.isdecimal()]
    if request.form.get("do") == "preview":
        copies = previews.of_reminders(
            current_session(), current_actor(), round_id=round_id, agencies=chosen
        )
        round_ = current_session().get(Round, round_id)
        silent = sorted({copy.agency.id for copy in copies})
        return render_template("rounds/remind.html", round=round_, copies=copies, agencies=silent)
    sent = nudges.send(current_session(), current_actor(), round_id=round_id, agencies=chosen)
    if sent:
        flash(
            n_(
                "{number} reminder on the way, to {agencies}. Who answers meanwhile gets none.",
                "{number} reminders on the way, to {agencies}. Who answers meanwhile gets none.",
                len(sent),
                agencies=html.listed(sorted({one.agency.acronym for one in sent})),
            )
        )
    else:
        flash(
            _("Nobody was reminded: choose at least one agency that has not answered."), "warning"
        )
    return redirect(url_for("rounds.page", round_id=round_id), 303)


def _needed(name: str, what: str) -> str:
    value = request.form.get(name, "").strip()
    if not value:
        raise Missing(what=what)
    return value


def board_page(round_id: int, given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    """Show the board, with what is to be mended in one of its forms."""
    session, actor = current_session(), current_actor()
    board = queries.board(session, actor, round_id)
    step = next_step.of_round(session, actor, board.round)
    return render_template(
        "rounds/page.html", page=board, step=step, given=given, wrong=wrong, times=times
    )


def _usual(pledge: Pledge) -> datetime:
    """Return the deadline that the form proposes: at the end of a day in the official zone.

    A pledge that was started like an earlier one proposes as many days as the same round there.
    """
    like = templates.round_like(pledge, _next_number(pledge))
    lasts = timedelta(days=like["days"]) if like else USUAL
    usual = times.field(now(current_session()) + lasts, pledge.official_zone)
    day = date.fromisoformat(usual[:10])
    day = day if like else after_weekend(day)
    return times.read(f"{day}T{END_OF_DAY}:00", pledge.official_zone)


def after_weekend(day: date) -> date:
    """Return the Monday after a Saturday or Sunday, and every other day as it is."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def _next_number(pledge: Pledge) -> int:
    count = select(func.count()).where(Round.pledge_id == pledge.id)
    return (current_session().scalar(count) or 0) + 1


def _form(
    pledge: Pledge,
    given: Mapping[str, str],
    wrong: Mapping[str, str],
    deadline: datetime | None,
) -> str:
    like = templates.round_like(pledge, _next_number(pledge))
    zone = pledge.official_zone
    opens_at = now(current_session())
    advice = (
        advise(calendars.of_members(pledge), opens_at=opens_at, deadline=deadline)
        if deadline and deadline > opens_at
        else None
    )
    purposes = [_(purpose) for purpose in PURPOSES]
    return render_template(
        "rounds/new.html",
        pledge=pledge,
        given=given,
        wrong=wrong,
        proposed=times.field(_usual(pledge), zone),
        advice=advice,
        purposes=[like["purpose"], *purposes] if like.get("purpose") else purposes,
        place=times.place,
    )
