"""Reference texts: the list, one text with its paragraphs, adding, marking, putting away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid
from workflow.queries.pledging import guides
from workflow.queries.pledging import references as queries
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.checks.guide import Use
from workflow.rules.permissions import Action
from workflow.services.pledging import references
from workflow.services.pledging.references import Marking
from workflow.translation import _

bp = Blueprint("references", __name__)


@bp.get("/pledges/<int:pledge_id>/references")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """List the texts beside a pledge."""
    return _list(pledge_id)


@bp.post("/pledges/<int:pledge_id>/references")
@needs(Action.EDIT_GUIDE)
def add(pledge_id: int) -> ResponseReturnValue:
    """Add a text that was pasted."""
    form = request.form
    with or_show(lambda error: _list(pledge_id, wrong=str(error)), Invalid):
        added = references.add(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            title=form.get("title", ""),
            symbol=form.get("symbol", ""),
            dated=form.get("dated", ""),
            use=form.get("use", ""),
            text=form.get("text", ""),
        )
    flash(_("“{title}” is added. The checks look at it from now on.", title=added.title))
    return redirect(url_for("references.one", reference_id=added.id), 303)


@bp.get("/references/<int:reference_id>")
@needs(Action.SEE_PLEDGE)
def one(reference_id: int) -> ResponseReturnValue:
    """Show a text, paragraph by paragraph."""
    return _one(reference_id)


@bp.post("/references/<int:reference_id>")
@needs(Action.EDIT_GUIDE)
def mark(reference_id: int) -> ResponseReturnValue:
    """Save tags and recommendations of its paragraphs."""
    text = queries.find(current_session(), current_actor(), reference_id)
    form = request.form
    markings = {
        section.id: Marking(form[f"tags-{section.id}"], f"recommendation-{section.id}" in form)
        for section in text.sections
        if f"tags-{section.id}" in form
    }
    with or_show(lambda error: _one(reference_id, wrong=str(error)), Invalid):
        references.mark(
            current_session(), current_actor(), reference_id=reference_id, markings=markings
        )
    flash(_("Saved."))
    return redirect(url_for("references.one", reference_id=reference_id), 303)


@bp.post("/references/<int:reference_id>/retire")
@needs(Action.EDIT_GUIDE)
def retire(reference_id: int) -> ResponseReturnValue:
    """Put a text away."""
    gone = references.retire(current_session(), current_actor(), reference_id=reference_id)
    flash(_("“{title}” is put away. The record keeps it.", title=gone.title))
    return redirect(url_for("references.page", pledge_id=gone.pledge_id), 303)


def _list(pledge_id: int, *, wrong: str = "") -> str:
    session = current_session()
    return render_template(
        "references/page.html",
        pledge=find_pledge(session, current_actor(), pledge_id),
        texts=guides.references(session, pledge_id),
        uses=[(one.value, _capital(_(one.value))) for one in Use],
        given=request.form,
        wrong=wrong,
    )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _one(reference_id: int, *, wrong: str = "") -> str:
    text = queries.find(current_session(), current_actor(), reference_id)
    return render_template("references/one.html", text=text, pledge=text.pledge, wrong=wrong)
