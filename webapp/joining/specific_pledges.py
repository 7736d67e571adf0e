"""Specific pledges: from the draft of an agency to the register, and how far each one is."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp.frame.auth import current_actor, needs
from webapp.frame.fields import number_or
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid
from workflow.queries.joining import register as register_queries
from workflow.queries.joining import specific_pledges as queries
from workflow.rules import commitments as rules
from workflow.rules.commitments import Indicator, Terms
from workflow.rules.permissions import Action
from workflow.services.joining import commitments, specific_pledges
from workflow.translation import _

bp = Blueprint("specific_pledges", __name__)

_PARTS = ("name", "baseline", "target", "unit", "due", "source")


@bp.get("/pledges/<int:pledge_id>/specific-pledges")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """List the own drafts, what waits, and the register."""
    return _list(pledge_id)


@bp.post("/pledges/<int:pledge_id>/specific-pledges")
@needs(Action.EDIT_SPECIFIC_PLEDGE)
def start(pledge_id: int) -> ResponseReturnValue:
    """Start a specific pledge of the own agency."""
    with or_show(lambda error: _list(pledge_id, wrong=str(error)), Invalid):
        own = specific_pledges.start(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            title=request.form.get("title", ""),
            description=request.form.get("description", ""),
        )
    flash(_("“{title}” is saved as a draft. Say here what else belongs to it.", title=own.title))
    return _to(own.id)


@bp.get("/specific-pledges/<int:specific_pledge_id>")
@needs(Action.SEE_PLEDGE)
def one(specific_pledge_id: int) -> ResponseReturnValue:
    """Show a specific pledge, to read or to work on."""
    return _one(specific_pledge_id)


@bp.post("/specific-pledges/<int:specific_pledge_id>")
@needs(Action.EDIT_SPECIFIC_PLEDGE)
def edit(specific_pledge_id: int) -> ResponseReturnValue:
    """Save a draft or an amendment, unless a colleague saved it meanwhile."""
    queries.find(current_session(), current_actor(), specific_pledge_id)
    form = request.form
    with or_show(lambda error: _one(specific_pledge_id, wrong=str(error)), Invalid):
        own = specific_pledges.edit(
            current_session(),
            current_actor(),
            specific_pledge_id=specific_pledge_id,
            title=form.get("title", ""),
            description=form.get("description", ""),
            terms=_terms() if "kind" in form else None,
            matches=number_or(form.get("matched", ""), None),
            partners=[int(n) for n in form.getlist("partners") if number_or(n, 0)]
            if "kind" in form
            else None,
            seen=form.get("seen", ""),
        )
    flash(_("“{title}” is saved.", title=own.title))
    return _to(own.id)


@bp.post("/specific-pledges/<int:specific_pledge_id>/clear")
@needs(Action.CLEAR_SPECIFIC_PLEDGE)
def clear(specific_pledge_id: int) -> ResponseReturnValue:
    """Clear it, so that the office can register it."""
    seen = request.form.get("seen", "")
    queries.find(current_session(), current_actor(), specific_pledge_id)
    with or_show(lambda error: _one(specific_pledge_id, wrong=str(error)), Invalid):
        commitments.clear(
            current_session(), current_actor(), specific_pledge_id=specific_pledge_id, seen=seen
        )
    flash(_("Cleared. The office has it and registers it."))
    return _to(specific_pledge_id)


@bp.post("/specific-pledges/<int:specific_pledge_id>/register")
@needs(Action.REGISTER_SPECIFIC_PLEDGE)
def register(specific_pledge_id: int) -> ResponseReturnValue:
    """Register it, or give it back."""
    session, actor = current_session(), current_actor()
    queries.find(session, actor, specific_pledge_id)
    if request.form.get("do") != "return":
        own = commitments.register(session, actor, specific_pledge_id=specific_pledge_id)
        flash(_("Registered as number {number}.", number=own.number))
        return _to(specific_pledge_id)
    with or_show(lambda error: _one(specific_pledge_id, wrong=str(error)), Invalid):
        own = commitments.give_back(
            session,
            actor,
            specific_pledge_id=specific_pledge_id,
            reason=request.form.get("why", ""),
        )
    flash(_("Given back. The agency reads your sentence."))
    return redirect(url_for("specific_pledges.page", pledge_id=own.pledge_id), 303)


@bp.post("/specific-pledges/<int:specific_pledge_id>/progress")
@needs(Action.EDIT_SPECIFIC_PLEDGE)
def report(specific_pledge_id: int) -> ResponseReturnValue:
    """Say in one line how far it is."""
    form = request.form
    queries.find(current_session(), current_actor(), specific_pledge_id)
    with or_show(lambda error: _one(specific_pledge_id, wrong=str(error)), Invalid):
        commitments.report(
            current_session(),
            current_actor(),
            specific_pledge_id=specific_pledge_id,
            event=form.get("event", ""),
            words=form.get("words", ""),
            evidence=form.get("evidence", ""),
        )
    flash(_("Your line is in the register."))
    return _to(specific_pledge_id)


@bp.post("/specific-pledges/<int:specific_pledge_id>/partner")
@needs(Action.EDIT_SPECIFIC_PLEDGE)
def confirm_partner(specific_pledge_id: int) -> ResponseReturnValue:
    """Confirm that the own agency commits to the same."""
    queries.find(current_session(), current_actor(), specific_pledge_id)
    partner = commitments.confirm_partner(
        current_session(), current_actor(), specific_pledge_id=specific_pledge_id
    )
    flash(_("{agency} is named as a partner.", agency=partner.agency.acronym))
    return _to(specific_pledge_id)


def _terms() -> Terms:
    form = request.form
    rows = zip(*(form.getlist(f"indicator-{part}") for part in _PARTS), strict=False)
    plain = {name: form.get(name, "") for name in rules.PLAIN}
    lists = {name: form.getlist(name) for name in ("objectives", "principles")}
    terms = Terms.read({**plain, **lists})
    return Terms.read({**terms.as_json(), "indicators": [_indicator(row) for row in rows]})


def _indicator(row: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(_PARTS, row, strict=True))


def _to(specific_pledge_id: int) -> Response:
    address = url_for("specific_pledges.one", specific_pledge_id=specific_pledge_id)
    return redirect(address, 303)


def _list(pledge_id: int, *, wrong: str = "") -> str:
    return render_template(
        "specific_pledges/page.html",
        page=queries.page(current_session(), current_actor(), pledge_id),
        given=request.form,
        wrong=wrong,
    )


def _one(specific_pledge_id: int, *, wrong: str = "") -> str:
    shown = queries.find(current_session(), current_actor(), specific_pledge_id)
    terms = _terms() if wrong and "kind" in request.form else shown.terms
    blanks = [Indicator("")] * max(1, 3 - len(terms.indicators))
    return render_template(
        "specific_pledges/one.html",
        page=shown,
        row=shown.row,
        terms=terms,
        facts=register_queries.line(shown.row),
        indicators=[*terms.indicators, *blanks][: rules.MOST_INDICATORS],
        rules=rules,
        given=request.form,
        wrong=wrong,
    )
