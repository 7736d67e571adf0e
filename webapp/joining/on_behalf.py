"""What an agency said by telephone: written down by the office, confirmed by the agency."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid
from workflow.queries.joining import joining
from workflow.queries.joining import on_behalf as queries
from workflow.queries.pledging import pledges
from workflow.rules.consent import WORDS_LIMIT
from workflow.rules.permissions import Action
from workflow.services.joining import on_behalf
from workflow.translation import _

bp = Blueprint("on_behalf", __name__)


@bp.post("/pledges/<int:pledge_id>/joining/on-behalf")
@needs(Action.RECORD_ON_BEHALF)
def write_down(pledge_id: int) -> ResponseReturnValue:
    """Write down what an agency said, and ask it to confirm."""
    session, actor, form = current_session(), current_actor(), request.form
    pledges.find_pledge(session, actor, pledge_id)
    with or_show(lambda error: _who(pledge_id, wrong=str(error)), Invalid):
        row = on_behalf.write_down(
            session,
            actor,
            version_id=number(form.get("version", "")),
            seen=form.get("seen", ""),
            agency_id=number(form.get("agency", "")),
            answer=form.get("answer", ""),
            said=form.get("said", ""),
            words=form.get("words", ""),
            must_contain=form.get("must_contain", ""),
        )
    flash(
        _(
            "Written down. It counts when {agency} confirms it; a mail asks for that.",
            agency=row.agency.acronym,
        )
    )
    return redirect(url_for("joining.who", pledge_id=pledge_id), 303)


@bp.post("/on-behalf/<int:on_behalf_id>/confirm")
@needs(Action.OPT_IN)
def confirm(on_behalf_id: int) -> ResponseReturnValue:
    """Make it the answer of the agency."""
    pledge_id = queries.pledge_of(current_session(), current_actor(), on_behalf_id)
    opt_in = on_behalf.confirm(
        current_session(),
        current_actor(),
        on_behalf_id=on_behalf_id,
        seen=request.form.get("seen", ""),
    )
    flash(_("Confirmed: {agency} {answer}.", agency=opt_in.agency.acronym, answer=_(opt_in.answer)))
    return redirect(url_for("joining.screen", pledge_id=pledge_id), 303)


@bp.post("/on-behalf/<int:on_behalf_id>/refuse")
@needs(Action.OPT_IN)
def refuse(on_behalf_id: int) -> ResponseReturnValue:
    """Say that this is not the answer."""
    pledge_id = queries.pledge_of(current_session(), current_actor(), on_behalf_id)
    on_behalf.refuse(current_session(), current_actor(), on_behalf_id=on_behalf_id)
    flash(
        _("It is noted that this is not your answer. Give the right one here when you are ready.")
    )
    return redirect(url_for("joining.screen", pledge_id=pledge_id), 303)


@bp.post("/on-behalf/<int:on_behalf_id>/take-back")
@needs(Action.RECORD_ON_BEHALF)
def take_back(on_behalf_id: int) -> ResponseReturnValue:
    """Take back what was written down."""
    pledge_id = queries.pledge_of(current_session(), current_actor(), on_behalf_id)
    on_behalf.take_back(current_session(), current_actor(), on_behalf_id=on_behalf_id)
    flash(_("Taken back. The agency is not asked to confirm it any more."))
    return redirect(url_for("joining.who", pledge_id=pledge_id), 303)


def _who(pledge_id: int, *, wrong: str) -> str:
    shown = joining.who_is_in(current_session(), current_actor(), pledge_id)
    return render_template(
        "joining/who.html", page=shown, given=request.form, wrong=wrong, limit=WORDS_LIMIT
    )
