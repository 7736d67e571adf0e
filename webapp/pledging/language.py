"""The language bank: find a phrase, add one, insert one into the own answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid
from workflow.queries.pledging import references as queries
from workflow.rules.permissions import Action
from workflow.services.pledging import language
from workflow.translation import _

bp = Blueprint("language", __name__)


@bp.get("/pledges/<int:pledge_id>/language")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show the phrases that fit what was looked for."""
    return _page(pledge_id)


@bp.post("/pledges/<int:pledge_id>/language")
@needs(Action.EDIT_GUIDE)
def add(pledge_id: int) -> ResponseReturnValue:
    """Add a phrase with its source."""
    form = request.form
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid):
        language.add(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            words=form.get("words", ""),
            source=form.get("source", ""),
            status=form.get("status", ""),
            protected="protected" in form,
            reservations=form.get("reservations", ""),
            tags=form.get("tags", ""),
        )
    flash(
        _("The phrase is in the bank. Where the text quotes it, or nearly does, the checks say so.")
    )
    return redirect(url_for("language.page", pledge_id=pledge_id), 303)


@bp.post("/phrases/<int:phrase_id>/retire")
@needs(Action.EDIT_GUIDE)
def retire(phrase_id: int) -> ResponseReturnValue:
    """Put a phrase away."""
    gone = language.retire(current_session(), current_actor(), phrase_id=phrase_id)
    flash(_("The phrase is put away. The record keeps it."))
    return redirect(url_for("language.page", pledge_id=gone.pledge_id), 303)


@bp.post("/phrases/<int:phrase_id>/insert")
@needs(Action.EDIT_DRAFT)
def insert(phrase_id: int) -> ResponseReturnValue:
    """Put a phrase into the own draft, with its citation as the reason."""
    session, actor = current_session(), current_actor()
    queries.phrase_pledge(session, actor, phrase_id)
    round_id = number(request.form.get("round", ""))
    saved = language.insert(
        session,
        actor,
        phrase_id=phrase_id,
        round_id=round_id,
        after=request.form.get("after", ""),
    )
    if saved.overtaken_by:
        number_ = saved.draft.number
        return redirect(url_for("answering.aside", round_id=round_id, number=number_), 303)
    flash(_("The phrase is in your text as a new paragraph; its source stands as the reason."))
    return redirect(url_for("sending.page", round_id=round_id), 303)


def _page(pledge_id: int, *, wrong: str = "") -> str:
    given = request.args
    bank = queries.language(
        current_session(),
        current_actor(),
        pledge_id,
        tag=given.get("tag", ""),
        look_for=given.get("words", "")[:200],
    )
    return render_template(
        "language/page.html",
        bank=bank,
        pledge=bank.pledge,
        tag=given.get("tag", ""),
        look_for=given.get("words", "")[:200],
        given=request.form,
        wrong=wrong,
    )
