"""Corrigenda and new editions of a locked text."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid, NotEditorial, NotThere
from workflow.queries.joining import corrections as queries
from workflow.queries.pledging import pledges
from workflow.rules.permissions import Action
from workflow.services.joining import corrections
from workflow.translation import _

bp = Blueprint("corrections", __name__)


@bp.get("/pledges/<int:pledge_id>/corrigenda")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show what is issued, what is proposed, and what a new edition would be."""
    return _page(pledge_id)


@bp.post("/pledges/<int:pledge_id>/corrigenda")
@needs(Action.PROPOSE_CORRECTION)
def propose(pledge_id: int) -> ResponseReturnValue:
    """Propose a correction."""
    session, actor, form = current_session(), current_actor(), request.form
    pledges.find_pledge(session, actor, pledge_id)
    with or_show(lambda error: _page(pledge_id, propose_wrong=str(error)), Invalid, NotThere):
        corrections.propose(
            session,
            actor,
            version_id=number(form.get("version", "")),
            block_id=form.get("block", ""),
            old=form.get("old", ""),
            new=form.get("new", ""),
            reason=form.get("reason", ""),
        )
    flash(_("The correction is proposed. The office decides whether agencies are asked."))
    return redirect(url_for("corrections.page", pledge_id=pledge_id), 303)


@bp.post("/corrigenda/<int:corrigendum_id>/open")
@needs(Action.CORRECT)
def ask(corrigendum_id: int) -> ResponseReturnValue:
    """Ask every agency whether it objects."""
    session, actor = current_session(), current_actor()
    pledge_id = queries.pledge_of(session, actor, corrigendum_id)
    zone = pledges.find_pledge(session, actor, pledge_id).official_zone
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid, NotEditorial):
        ends_at = times.read(request.form.get("ends_at", ""), zone)
        corrections.open_to_objections(
            session, actor, corrigendum_id=corrigendum_id, ends_at=ends_at
        )
    flash(_("Every agency is asked. Without an objection the correction is issued at that time."))
    return redirect(url_for("corrections.page", pledge_id=pledge_id), 303)


@bp.post("/corrigenda/<int:corrigendum_id>/refuse")
@needs(Action.CORRECT)
def refuse(corrigendum_id: int) -> ResponseReturnValue:
    """Refuse it, or keep it for a new edition."""
    session, actor = current_session(), current_actor()
    pledge_id = queries.pledge_of(session, actor, corrigendum_id)
    act = corrections.keep if request.form.get("do") == "keep" else corrections.refuse
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid):
        row = act(session, actor, corrigendum_id=corrigendum_id, reason=request.form.get("why", ""))
    flash(_("The correction is {state}. The locked text stays as it is.", state=_(row.state)))
    return redirect(url_for("corrections.page", pledge_id=pledge_id), 303)


@bp.post("/corrigenda/<int:corrigendum_id>/objections")
@needs(Action.OBJECT_TO_CORRECTION)
def object_(corrigendum_id: int) -> ResponseReturnValue:
    """Object: it changes what was agreed."""
    session, actor = current_session(), current_actor()
    pledge_id = queries.pledge_of(session, actor, corrigendum_id)
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid):
        corrections.object_(
            session, actor, corrigendum_id=corrigendum_id, reason=request.form.get("why", "")
        )
    flash(_("The correction is not issued. Every agency is told, with your reason."))
    return redirect(url_for("corrections.page", pledge_id=pledge_id), 303)


@bp.post("/pledges/<int:pledge_id>/editions")
@needs(Action.START_PLEDGE)
def start_edition(pledge_id: int) -> ResponseReturnValue:
    """Start a new edition from the locked text."""
    session, actor = current_session(), current_actor()
    pledges.find_pledge(session, actor, pledge_id)
    with or_show(lambda error: _page(pledge_id, edition_wrong=str(error)), Invalid):
        edition = corrections.start_edition(
            session, actor, pledge_id=pledge_id, title=request.form.get("title", "")
        )
    flash(_("The new edition is started. The locked text and its register stay as they are."))
    return redirect(url_for("pledges.page", pledge_id=edition.id), 303)


def _page(
    pledge_id: int, *, wrong: str = "", propose_wrong: str = "", edition_wrong: str = ""
) -> str:
    shown = queries.page(current_session(), current_actor(), pledge_id)
    zone = shown.pledge.official_zone
    return render_template(
        "corrections/page.html",
        page=shown,
        choices=[(row.block_id, f"{row.label}  {row.text[:60]}".strip()) for row in shown.blocks],
        suggested=times.field(shown.earliest, zone),
        given=request.form,
        wrong=wrong,
        propose_wrong=propose_wrong,
        edition_wrong=edition_wrong,
    )
