"""Delegates: who decides for a principal, from one day to another."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, current_viewer, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid
from workflow.queries.people import delegates as queries
from workflow.rules.permissions import Action
from workflow.services.people import delegates
from workflow.translation import _

bp = Blueprint("delegates", __name__)


@bp.get("/delegates")
@needs(Action.NAME_DELEGATE)
def page() -> ResponseReturnValue:
    """Show who decides for the agency."""
    return _page()


@bp.post("/delegates")
@needs(Action.NAME_DELEGATE)
def name() -> ResponseReturnValue:
    """Name a delegate, with the first and the last day."""
    form, zone = request.form, current_viewer().zone
    with or_show(lambda error: _page(wrong=str(error)), Invalid):
        first = times.read(f"{form.get('first', '')}T00:00", zone)
        last = times.read(f"{form.get('last', '')}T00:00", zone)
        authority = delegates.name(
            current_session(),
            current_actor(),
            person_name=form.get("name", ""),
            email=form.get("email", ""),
            starts_at=first,
            ends_at=last + timedelta(days=1),
        )
    person = authority.grant.person.name
    flash(
        _(
            "{person} may decide for your agency in these days. A mail with a link is on its way.",
            person=person,
        )
    )
    return redirect(url_for("delegates.page"), 303)


@bp.post("/delegates/<int:authority_id>/end")
@needs(Action.NAME_DELEGATE)
def end(authority_id: int) -> ResponseReturnValue:
    """End an authority now."""
    delegates.end(current_session(), current_actor(), authority_id=authority_id)
    flash(_("The authority is ended. What was said until now stands."))
    return redirect(url_for("delegates.page"), 303)


def _page(*, wrong: str = "") -> str:
    return render_template(
        "delegates/page.html",
        page=queries.page(current_session(), current_actor()),
        given=request.form,
        wrong=wrong,
    )
