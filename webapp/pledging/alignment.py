"""Alignment with recommendations, and the register of gaps."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.downloads import download, official
from webapp.frame.fields import number
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid
from workflow.files.sheets import sheet, table
from workflow.queries.pledging import alignment as queries
from workflow.rules.likeness import Verdict
from workflow.rules.permissions import Action
from workflow.services.pledging import alignment
from workflow.translation import _

bp = Blueprint("alignment", __name__)


@bp.get("/pledges/<int:pledge_id>/alignment")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show which paragraph answers which recommendation."""
    return _page(pledge_id)


@bp.post("/pledges/<int:pledge_id>/alignment")
@needs(Action.EDIT_GUIDE)
def judge(pledge_id: int) -> ResponseReturnValue:
    """Confirm or refuse one pair."""
    section = number(request.form.get("section", ""))
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid):
        alignment.judge(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            block_id=request.form.get("block", ""),
            section_id=section,
            verdict=request.form.get("do", ""),
        )
    return redirect(url_for("alignment.page", pledge_id=pledge_id) + f"#s-{section}", 303)


@bp.get("/pledges/<int:pledge_id>/alignment.csv")
@needs(Action.SEE_PLEDGE)
@official
def as_csv(pledge_id: int) -> ResponseReturnValue:
    """Hand out the matrix as text for a spreadsheet."""
    matrix = queries.page(current_session(), current_actor(), pledge_id)
    return download(table(matrix.head, matrix.rows()), "alignment", kind="csv")


@bp.get("/pledges/<int:pledge_id>/alignment.xlsx")
@needs(Action.SEE_PLEDGE)
@official
def as_xlsx(pledge_id: int) -> ResponseReturnValue:
    """Hand out the matrix for a spreadsheet."""
    matrix = queries.page(current_session(), current_actor(), pledge_id)
    made = sheet("Alignment", matrix.head, list(matrix.rows()))
    return download(made, "alignment", kind="xlsx")


@bp.post("/pledges/<int:pledge_id>/gaps")
@needs(Action.EDIT_GUIDE)
def add_gap(pledge_id: int) -> ResponseReturnValue:
    """Enter a gap that a review found."""
    form = request.form
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid):
        alignment.add_gap(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            region=form.get("region", ""),
            source=form.get("source", ""),
            words=form.get("words", ""),
        )
    flash(_("The gap is in the register."))
    return redirect(url_for("alignment.page", pledge_id=pledge_id) + "#gaps", 303)


@bp.post("/gaps/<int:gap_id>")
@needs(Action.EDIT_GUIDE)
def answer_gap(gap_id: int) -> ResponseReturnValue:
    """Say which paragraph answers a gap."""
    gap = alignment.answer_gap(
        current_session(), current_actor(), gap_id=gap_id, block_id=request.form.get("block", "")
    )
    return redirect(url_for("alignment.page", pledge_id=gap.pledge_id) + "#gaps", 303)


def _page(pledge_id: int, *, wrong: str = "") -> str:
    matrix = queries.page(
        current_session(), current_actor(), pledge_id, tag=request.args.get("tag", "")
    )
    return render_template(
        "alignment/page.html",
        matrix=matrix,
        pledge=matrix.pledge,
        verdicts=Verdict,
        given=request.form,
        wrong=wrong,
    )
