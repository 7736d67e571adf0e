"""Erase a person on request, for data protection."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid
from workflow.queries.people import people as queries
from workflow.rules.permissions import Action
from workflow.services.people import erasing
from workflow.translation import n_

bp = Blueprint("erasing", __name__)


@bp.get("/people/<int:person_id>/erase")
@needs(Action.ERASE_PERSON)
def page(person_id: int) -> ResponseReturnValue:
    """Say what is erased and what stays."""
    return _page(person_id)


@bp.post("/people/<int:person_id>/erase")
@needs(Action.ERASE_PERSON)
def erase(person_id: int) -> ResponseReturnValue:
    """Erase the person for good."""
    with or_show(lambda error: _page(person_id, wrong=str(error)), Invalid):
        done = erasing.erase(
            current_session(),
            current_actor(),
            person_id=person_id,
            reason=request.form.get("reason", ""),
        )
    flash(
        n_(
            "Erased. {number} entry of records lost its words; every record stays valid.",
            "Erased. {number} entries of records lost their words; every record stays valid.",
            done.entries,
        )
    )
    return redirect(url_for("people.page"), 303)


def _page(person_id: int, *, wrong: str = "") -> str:
    return render_template(
        "people/erase.html",
        person=queries.find(current_session(), person_id),
        erased=erasing.find(current_session(), person_id),
        given=request.form,
        wrong=wrong,
    )
