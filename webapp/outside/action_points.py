"""Action points: make them, tell people, say that a part is done, open a round for one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session
from workflow.errors import Conflict, Invalid, Refused
from workflow.models import ActionPoint
from workflow.queries.outside import action_points as queries
from workflow.queries.outside import meetings as meeting_queries
from workflow.rules.permissions import Action
from workflow.services.outside import action_points
from workflow.translation import _, n_

bp = Blueprint("action_points", __name__)


@bp.get("/pledges/<int:pledge_id>/action-points")
@needs(Action.SEE_MEETINGS)
def every(pledge_id: int) -> ResponseReturnValue:
    """List the action points of a pledge, the open ones first."""
    pledge, points = queries.of_pledge(current_session(), current_actor(), pledge_id)
    return render_template("meetings/action_points.html", pledge=pledge, points=points)


@bp.post("/meetings/<int:meeting_id>/action-points")
@needs(Action.RUN_MEETING)
def add(meeting_id: int) -> ResponseReturnValue:
    """Write down an action point, or send everybody theirs."""
    session, actor, form = current_session(), current_actor(), request.form
    row = meeting_queries.find(session, actor, meeting_id)
    back = redirect(url_for("meetings.page", meeting_id=meeting_id) + "#action-points", 303)
    if "tell" in form:
        told = action_points.tell(session, actor, meeting_id=meeting_id)
        flash(
            n_(
                "{number} mail on the way. Who was told before gets no second one.",
                "{number} mails on the way. Who was told before gets no second one.",
                told,
            )
        )
        return back
    due = form.get("due", "").strip()
    try:
        with session.begin_nested():
            action_points.add(
                session,
                actor,
                meeting_id=meeting_id,
                text=form.get("text", ""),
                owners=form.getlist("owners"),
                due_at=times.read(due, row.zone) if due else None,
            )
    except Invalid as error:
        flash(str(error), "error")
    return back


@bp.post("/obligations/<int:obligation_id>/done")
@needs(Action.SEE_MEETINGS)
def done(obligation_id: int) -> ResponseReturnValue:
    """Say that a part is done."""
    row = action_points.report_done(
        current_session(),
        current_actor(),
        obligation_id=obligation_id,
        words=request.form.get("words", ""),
    )
    flash(_("Noted. Nobody asks about this part any more."))
    return redirect(url_for("action_points.every", pledge_id=row.action_point.pledge_id), 303)


@bp.post("/action-points/<int:action_point_id>/round")
@needs(Action.RUN_MEETING)
def open_round(action_point_id: int) -> ResponseReturnValue:
    """Open a round for an action point."""
    point = current_session().get(ActionPoint, action_point_id)
    due = request.form.get("deadline", "").strip()
    try:
        deadline = times.read(due, point.meeting.zone) if due and point else None
        with current_session().begin_nested():
            round_ = action_points.open_round(
                current_session(),
                current_actor(),
                action_point_id=action_point_id,
                deadline=deadline,
                purpose=request.form.get("purpose", "").strip() or action_points.FINAL_REVISIONS,
            )
    except (Invalid, Conflict) as error:
        return _back(point, error)
    flash(_("Round {number} is open. Who answers it has done their part.", number=round_.number))
    return redirect(url_for("rounds.page", round_id=round_.id), 303)


@bp.post("/action-points/<int:action_point_id>/drop")
@needs(Action.RUN_MEETING)
def drop(action_point_id: int) -> ResponseReturnValue:
    """Drop an action point."""
    point = current_session().get(ActionPoint, action_point_id)
    try:
        with current_session().begin_nested():
            action_points.drop(
                current_session(),
                current_actor(),
                action_point_id=action_point_id,
                reason=request.form.get("reason", ""),
            )
    except (Invalid, Conflict) as error:
        return _back(point, error)
    flash(_("The action point is dropped. The record keeps your reason."))
    return _back(point)


def _back(point: ActionPoint | None, error: Refused | None = None) -> ResponseReturnValue:
    if point is None:
        if error:
            raise error
        return redirect("/", 303)
    if error:
        flash(str(error), "error")
    where = url_for("meetings.page", meeting_id=point.meeting_id)
    return redirect(f"{where}#action-points", 303)
