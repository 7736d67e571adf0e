"""The drafting guide of a pledge: what its members agreed that the text should be like."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid
from workflow.queries.pledging import guides as queries
from workflow.queries.pledging.pledges import find_pledge
from workflow.rules.checks import written
from workflow.rules.checks.findings import NAMES
from workflow.rules.checks.guide import PLAIN
from workflow.rules.permissions import Action
from workflow.services.pledging import guides
from workflow.translation import _

bp = Blueprint("guides", __name__)


@bp.get("/pledges/<int:pledge_id>/guide")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show the guide; the office can write in it."""
    return _page(pledge_id)


@bp.post("/pledges/<int:pledge_id>/guide")
@needs(Action.EDIT_GUIDE)
def save(pledge_id: int) -> ResponseReturnValue:
    """Save the guide, unless a colleague saved another one meanwhile."""
    with or_show(lambda error: _page(pledge_id, wrong=str(error)), Invalid):
        guides.save_lines(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            lines=request.form,
            seen=number(request.form.get("seen", "")),
        )
    flash(_("The drafting guide is saved. All checks follow it from now on."))
    return redirect(url_for("guides.page", pledge_id=pledge_id), 303)


def _page(pledge_id: int, *, wrong: str = "") -> str:
    session = current_session()
    pledge = find_pledge(session, current_actor(), pledge_id)
    saved = queries.last(session, pledge_id)
    lines = written.as_lines(written.from_json(saved.content) if saved else PLAIN)
    return render_template(
        "guides/page.html",
        pledge=pledge,
        saved=saved,
        lines={**lines, **(request.form.to_dict() if wrong else {})},
        names=NAMES,
        weights=written.WEIGHTS,
        wrong=wrong,
    )
