"""The lock: one person asks, another confirms by typing the fingerprint."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number
from webapp.frame.site import current_session, or_show
from workflow.errors import NotLockable, SamePerson, WrongFingerprint
from workflow.queries.joining import locking as queries
from workflow.queries.pledging import findings
from workflow.rules.permissions import Action
from workflow.services.joining import locking
from workflow.translation import _

bp = Blueprint("locking", __name__)


@bp.get("/pledges/<int:pledge_id>/lock")
@needs(Action.REQUEST_LOCK)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show the text, what stands in the way, and who would be in."""
    return _page(pledge_id)


@bp.post("/pledges/<int:pledge_id>/lock")
@needs(Action.REQUEST_LOCK)
def ask(pledge_id: int) -> ResponseReturnValue:
    """Ask for the lock of exactly the text on the page."""
    with or_show(lambda error: _page(pledge_id, ask_wrong=str(error)), NotLockable):
        locking.request(
            current_session(),
            current_actor(),
            version_id=number(request.form.get("version", "")),
            seen=request.form.get("seen", ""),
        )
    flash(_("The lock is asked for. Another person of the office confirms it."))
    return redirect(url_for("locking.page", pledge_id=pledge_id), 303)


@bp.post("/lock-requests/<int:request_id>/confirm")
@needs(Action.CONFIRM_LOCK)
def confirm(request_id: int) -> ResponseReturnValue:
    """Lock the text for ever."""
    pledge_id = queries.pledge_of(current_session(), current_actor(), request_id)
    with or_show(
        lambda error: _page(pledge_id, confirm_wrong=str(error)),
        WrongFingerprint,
        SamePerson,
        NotLockable,
    ):
        locking.confirm(
            current_session(),
            current_actor(),
            request_id=request_id,
            typed=request.form.get("typed", ""),
        )
    flash(_("The text is locked. Everybody gets its fingerprint by mail as a receipt."))
    return redirect(url_for("locking.page", pledge_id=pledge_id), 303)


@bp.post("/lock-requests/<int:request_id>/decline")
@needs(Action.CONFIRM_LOCK)
def decline(request_id: int) -> ResponseReturnValue:
    """Leave the text open."""
    pledge_id = queries.pledge_of(current_session(), current_actor(), request_id)
    locking.decline(
        current_session(),
        current_actor(),
        request_id=request_id,
        reason=request.form.get("reason", ""),
    )
    flash(_("The request is declined. The text stays as it is, open."))
    return redirect(url_for("locking.page", pledge_id=pledge_id), 303)


def _page(pledge_id: int, *, ask_wrong: str = "", confirm_wrong: str = "") -> str:
    shown = queries.page(current_session(), current_actor(), pledge_id)
    return render_template(
        "locking/page.html",
        page=shown,
        checks=findings.report_of(current_session(), current_actor(), shown.latest),
        ask_wrong=ask_wrong,
        confirm_wrong=confirm_wrong,
        typed_length=locking.TYPED,
    )
