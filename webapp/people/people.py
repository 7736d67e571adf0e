"""People and agencies: invite, give roles, end them."""

from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import Refused
from workflow.queries.people import people as queries
from workflow.rules.permissions import Action, Role
from workflow.services.people import people
from workflow.translation import _

bp = Blueprint("people", __name__)

OF_AGENCIES = (Role.FOCAL_POINT, Role.ALTERNATE, Role.CLEARING_OFFICER, Role.PRINCIPAL)
OF_THE_OFFICE = (Role.COORDINATOR, Role.STAFF, Role.ADMINISTRATOR)


@bp.get("/people")
@needs(Action.SEE_PEOPLE)
def page() -> ResponseReturnValue:
    """Show everybody and their roles."""
    return _page()


@bp.post("/people")
@needs(Action.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    """Invite somebody, or give somebody known another role."""
    form = request.form
    with or_show(lambda error: _page(invite_wrong=str(error)), Refused):
        person = people.invite(
            current_session(),
            current_actor(),
            name=form.get("name", ""),
            email=form.get("email", ""),
            role=form.get("role", ""),
            agency_id=_number(form.get("agency", "")),
            pledge_id=_number(form.get("pledge", "")),
        )
    flash(_("{name} is invited. A mail with a link to come in is on its way.", name=person.name))
    return redirect(url_for("people.page"), 303)


@bp.post("/people/agencies")
@needs(Action.MANAGE_AGENCIES)
def add_agency() -> ResponseReturnValue:
    """Add an agency."""
    form = request.form
    with or_show(lambda error: _page(agency_wrong=str(error)), Refused):
        agency = people.add_agency(
            current_session(),
            current_actor(),
            acronym=form.get("acronym", ""),
            name=form.get("full-name", ""),
            zone=form.get("zone", ""),
            clears=form.get("clears") == "yes",
        )
    flash(_("{agency} is added. Invite its focal point next.", agency=agency.acronym))
    return redirect(url_for("people.page"), 303)


@bp.post("/people/roles/<int:grant_id>/end")
@needs(Action.MANAGE_PEOPLE)
def end_grant(grant_id: int) -> ResponseReturnValue:
    """End a role. The person stays in the record of what they did."""
    people.end_grant(current_session(), current_actor(), grant_id=grant_id)
    flash(_("The role is ended. What was done in it stays in the record."))
    return redirect(url_for("people.page"), 303)


def _page(*, invite_wrong: str = "", agency_wrong: str = "") -> str:
    return render_template(
        "people/page.html",
        page=queries.page(current_session()),
        of_agencies=OF_AGENCIES,
        of_the_office=OF_THE_OFFICE,
        zones=sorted(available_timezones()),
        given=request.form or request.args,
        invite_wrong=invite_wrong,
        agency_wrong=agency_wrong,
    )


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) < 10 else None
