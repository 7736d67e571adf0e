"""The letters of a pledge in the office's own words, with every recipient's copy to look at."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import NotFound, Refused
from workflow.models import Pledge
from workflow.queries.pledging import pledges as queries
from workflow.rules.permissions import Action
from workflow.services.mailing import edits, previews
from workflow.services.mailing.letters import NAMES, Words
from workflow.translation import _

bp = Blueprint("letters", __name__)


@bp.get("/pledges/<int:pledge_id>/letters")
@needs(Action.EDIT_LETTERS)
def page(pledge_id: int) -> ResponseReturnValue:
    """List the letters, and whose words stand."""
    pledge = _pledge(pledge_id)
    own = {name for name in edits.EDITABLE if edits.words(current_session(), pledge, name)}
    return render_template("letters/page.html", pledge=pledge, letters=edits.EDITABLE, own=own)


@bp.get("/pledges/<int:pledge_id>/letters/<name>")
@needs(Action.EDIT_LETTERS)
def one(pledge_id: int, name: str) -> ResponseReturnValue:
    """Show a letter to edit."""
    pledge = _pledge(pledge_id)
    _refuse_other(name)
    words = edits.words(current_session(), pledge, name) or edits.of_the_house(name)
    return _one(pledge, name, words)


@bp.post("/pledges/<int:pledge_id>/letters/<name>")
@needs(Action.EDIT_LETTERS)
def change(pledge_id: int, name: str) -> ResponseReturnValue:
    """Show every copy, let the words stand, or bring those of the house back."""
    pledge, form = _pledge(pledge_id), request.form
    _refuse_other(name)
    words = Words(form.get("subject", ""), form.get("body", ""))
    do = form.get("do", "preview")
    with or_show(lambda error: _one(pledge, name, words, wrong=str(error)), Refused):
        if do == "preview":
            copies = previews.of_letter(
                current_session(), current_actor(), pledge_id=pledge_id, letter=name, words=words
            )
            return _one(pledge, name, words, copies=copies)
        house = do == "house"
        edits.change(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            letter=name,
            subject="" if house else words.subject,
            body="" if house else words.body,
        )
    flash(_("The words of the house stand again.") if house else _("Your words stand from now on."))
    return redirect(url_for("letters.page", pledge_id=pledge_id), 303)


def _pledge(pledge_id: int) -> Pledge:
    return queries.find_pledge(current_session(), current_actor(), pledge_id)


def _refuse_other(name: str) -> None:
    if name not in edits.EDITABLE:
        raise NotFound(what=_("letter"))


def _one(
    pledge: Pledge,
    name: str,
    words: Words,
    *,
    copies: list[previews.Copy] | None = None,
    wrong: str = "",
) -> str:
    return render_template(
        "letters/one.html",
        pledge=pledge,
        name=name,
        called=edits.EDITABLE[name],
        words=words,
        names=NAMES,
        copies=copies,
        wrong=wrong,
    )
