"""What the checks say of a version; mending style in an agency's own draft."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.auth import current_actor, needs
from webapp.site import current_session
from workflow.queries import findings
from workflow.rules.permissions import Action
from workflow.services import mending
from workflow.translation import n_

bp = Blueprint("checks", __name__)


@bp.get("/versions/<int:version_id>/checks")
@needs(Action.SEE_PLEDGE)
def page(version_id: int) -> ResponseReturnValue:
    """Show what the checks say, the gravest first, folded by check."""
    shown = findings.of_version(current_session(), current_actor(), version_id)
    return render_template("checks/page.html", page=shown)


@bp.post("/rounds/<int:round_id>/mend")
@needs(Action.EDIT_DRAFT)
def mend(round_id: int) -> ResponseReturnValue:
    """Mend what can safely be mended, as changes of the agency."""
    everywhere = request.form.get("where") == "everywhere"
    done = mending.mend(
        current_session(), current_actor(), round_id=round_id, everywhere=everywhere
    )
    places = n_("{number} place", "{number} places", done.count)
    flash(
        f"{places} mended. What this changes stands below as a change of your agency."
        if done.count
        else "There was nothing to mend."
    )
    return redirect(url_for("sending.page", round_id=round_id), 303)
