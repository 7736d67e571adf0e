"""What the checks say of a version; mending style in an agency's own draft."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session
from workflow.queries.pledging import findings
from workflow.rules.checks.checker import Report
from workflow.rules.checks.findings import Severity
from workflow.rules.permissions import Action
from workflow.services.answering import mending
from workflow.translation import _, n_

bp = Blueprint("checks", __name__)


@bp.get("/versions/<int:version_id>/checks")
@needs(Action.SEE_PLEDGE)
def page(version_id: int) -> ResponseReturnValue:
    """Show what the checks say, the gravest first, folded by check."""
    shown = findings.of_version(current_session(), current_actor(), version_id)
    return render_template("checks/page.html", page=shown, levels=_levels(shown.report))


@bp.post("/rounds/<int:round_id>/mend")
@needs(Action.EDIT_DRAFT)
def mend(round_id: int) -> ResponseReturnValue:
    """Mend what can safely be mended, as changes of the agency."""
    everywhere = request.form.get("where") == "everywhere"
    done = mending.mend(
        current_session(), current_actor(), round_id=round_id, everywhere=everywhere
    )
    flash(
        n_(
            "{number} place mended. What this changes stands below as a change of your agency.",
            "{number} places mended. What this changes stands below as a change of your agency.",
            done.count,
        )
        if done.count
        else _("There was nothing to mend.")
    )
    return redirect(url_for("sending.page", round_id=round_id), 303)


def _levels(report: Report) -> list[str]:
    """Say how many findings there are of each weight, the gravest first."""
    settle, mend, look, style, know = (report.count(one) for one in sorted(Severity, reverse=True))
    said = (
        n_(
            "{number} to settle before silence and lock",
            "{number} to settle before silence and lock",
            settle,
        ),
        n_("{number} to mend", "{number} to mend", mend),
        n_("{number} worth a look", "{number} worth a look", look),
        n_("{number} of style", "{number} of style", style),
        n_("{number} good to know", "{number} good to know", know),
    )
    found = zip((settle, mend, look, style, know), said, strict=True)
    return [words for count, words in found if count]
