"""Joining: the one screen of a principal, and who is in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number
from webapp.frame.site import current_session, or_show
from workflow.errors import BadText, ConditionOwed, Missing, UnknownChange
from workflow.queries.joining import joining as queries
from workflow.queries.joining import principal
from workflow.queries.pledging import pledges
from workflow.rules.consent import JOINING, WORDS_LIMIT, OptInAnswer
from workflow.rules.permissions import Action
from workflow.services.joining import optins
from workflow.translation import _, n_

bp = Blueprint("joining", __name__)

AT_THE_FIELD = (Missing, ConditionOwed, BadText, UnknownChange)
"""What is said beside the field; everything else has a page of its own."""


@bp.get("/pledges/<int:pledge_id>/join")
@needs(Action.OPT_IN)
def screen(pledge_id: int) -> ResponseReturnValue:
    """Show a principal all that is needed to decide."""
    return _screen(pledge_id)


@bp.post("/pledges/<int:pledge_id>/join")
@needs(Action.OPT_IN)
def answer(pledge_id: int) -> ResponseReturnValue:
    """Keep the answer for exactly the text that the page showed."""
    form = request.form
    pledges.find_pledge(current_session(), current_actor(), pledge_id)
    with or_show(lambda error: _screen(pledge_id, wrong=str(error)), *AT_THE_FIELD):
        opt_in = optins.answer(
            current_session(),
            current_actor(),
            version_id=number(form.get("version", "")),
            seen=form.get("seen", ""),
            answer=form.get("answer", ""),
            words=form.get("words", ""),
            must_contain=form.get("must_contain", ""),
            must_take=form.get("must_take", ""),
            may_confirm=form.get("may_confirm") == "yes",
        )
    flash(_thanks(opt_in.answer, opt_in.agency.acronym, opt_in.version.label))
    return redirect(url_for("joining.screen", pledge_id=pledge_id), 303)


@bp.get("/pledges/<int:pledge_id>/join/corrections")
@needs(Action.CONFIRM_EDITORIAL)
def corrections(pledge_id: int) -> ResponseReturnValue:
    """Show a focal point the corrections since the principal joined."""
    shown = principal.editorial_only(current_session(), current_actor(), pledge_id)
    return render_template("joining/corrections.html", page=shown)


@bp.post("/pledges/<int:pledge_id>/join/corrections")
@needs(Action.CONFIRM_EDITORIAL)
def confirm_corrections(pledge_id: int) -> ResponseReturnValue:
    """Put the name of the agency under the corrected text."""
    pledges.find_pledge(current_session(), current_actor(), pledge_id)
    opt_in = optins.confirm_editorial(
        current_session(),
        current_actor(),
        version_id=number(request.form.get("version", "")),
        seen=request.form.get("seen", ""),
    )
    flash(
        _(
            "The name of {agency} stands under {version}.",
            agency=opt_in.agency.acronym,
            version=opt_in.version.label,
        )
    )
    return redirect(url_for("joining.who", pledge_id=pledge_id), 303)


@bp.get("/pledges/<int:pledge_id>/joining")
@needs(Action.SEE_OPT_INS)
def who(pledge_id: int) -> ResponseReturnValue:
    """Show who is in."""
    shown = queries.who_is_in(current_session(), current_actor(), pledge_id)
    return render_template("joining/who.html", page=shown, given={}, wrong="", limit=WORDS_LIMIT)


@bp.post("/pledges/<int:pledge_id>/joining/ask")
@needs(Action.REMIND)
def ask(pledge_id: int) -> ResponseReturnValue:
    """Write to the principals who have not decided on this text."""
    asked = optins.ask(
        current_session(),
        current_actor(),
        version_id=number(request.form.get("version", "")),
        seen=request.form.get("seen", ""),
    )
    if asked:
        flash(
            n_(
                "Mails asking for a decision are on their way; {number} in all, each only once.",
                "Mails asking for a decision are on their way; {number} in all, each only once.",
                asked,
            )
        )
    else:
        flash(_("There is nobody to write to: no principal is missing, or none is invited."))
    return redirect(url_for("joining.who", pledge_id=pledge_id), 303)


def _screen(pledge_id: int, *, wrong: str = "") -> str:
    return render_template(
        "joining/screen.html",
        page=principal.screen(current_session(), current_actor(), pledge_id),
        given=request.form,
        wrong=wrong,
        limit=WORDS_LIMIT,
    )


def _thanks(given: str, acronym: str, label: str) -> str:
    if given in JOINING:
        return _(
            "{agency} is in. Its name stands under exactly this text, {version}.",
            agency=acronym,
            version=label,
        )
    if given == OptInAnswer.ON_CONDITION:
        return _(
            "The condition of {agency} is noted. Its name is not under the text until you join.",
            agency=acronym,
        )
    if given == OptInAnswer.LEAVES:
        return _("It is noted that {agency} leaves. The register shows the day.", agency=acronym)
    if given == OptInAnswer.DECLINES:
        return _(
            "It is noted that {agency} does not join. You can change this at any time.",
            agency=acronym,
        )
    return _("It is noted that {agency} has not decided.", agency=acronym)
