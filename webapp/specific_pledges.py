"""Specific pledges: the drafts of the own agency."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.auth import current_actor, needs
from webapp.site import current_session
from workflow.errors import Invalid
from workflow.queries import specific_pledges as queries
from workflow.rules.permissions import Action
from workflow.services import specific_pledges

bp = Blueprint("specific_pledges", __name__)


@bp.get("/pledges/<int:pledge_id>/specific-pledges")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """List the own drafts."""
    return _list(pledge_id)


@bp.post("/pledges/<int:pledge_id>/specific-pledges")
@needs(Action.EDIT_SPECIFIC_PLEDGE)
def start(pledge_id: int) -> ResponseReturnValue:
    """Start a specific pledge of the own agency."""
    try:
        with current_session().begin_nested():
            own = specific_pledges.start(
                current_session(),
                current_actor(),
                pledge_id=pledge_id,
                title=request.form.get("title", ""),
                description=request.form.get("description", ""),
            )
    except Invalid as error:
        return _list(pledge_id, wrong=str(error)), error.status
    flash(f"“{own.title}” is saved as a draft.")
    return redirect(url_for("specific_pledges.page", pledge_id=pledge_id), 303)


@bp.get("/specific-pledges/<int:specific_pledge_id>")
@needs(Action.EDIT_SPECIFIC_PLEDGE)
def one(specific_pledge_id: int) -> ResponseReturnValue:
    """Show a draft to edit."""
    return _one(specific_pledge_id)


@bp.post("/specific-pledges/<int:specific_pledge_id>")
@needs(Action.EDIT_SPECIFIC_PLEDGE)
def edit(specific_pledge_id: int) -> ResponseReturnValue:
    """Save a draft, unless a colleague saved it meanwhile."""
    queries.find(current_session(), current_actor(), specific_pledge_id)
    try:
        with current_session().begin_nested():
            own = specific_pledges.edit(
                current_session(),
                current_actor(),
                specific_pledge_id=specific_pledge_id,
                title=request.form.get("title", ""),
                description=request.form.get("description", ""),
                seen=request.form.get("seen", ""),
            )
    except Invalid as error:
        return _one(specific_pledge_id, wrong=str(error)), error.status
    flash(f"“{own.title}” is saved.")
    return redirect(url_for("specific_pledges.page", pledge_id=own.pledge_id), 303)


def _list(pledge_id: int, *, wrong: str = "") -> str:
    return render_template(
        "specific_pledges/page.html",
        page=queries.page(current_session(), current_actor(), pledge_id),
        given=request.form,
        wrong=wrong,
    )


def _one(specific_pledge_id: int, *, wrong: str = "") -> str:
    own = queries.find(current_session(), current_actor(), specific_pledge_id)
    return render_template("specific_pledges/one.html", own=own, given=request.form, wrong=wrong)
