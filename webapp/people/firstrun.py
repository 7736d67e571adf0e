"""The first page of an empty service: make the coordinator's account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import exists, select

from webapp.frame import auth
from webapp.frame.auth import public
from webapp.frame.site import current_session, or_show
from workflow.errors import NotFound, Refused
from workflow.models import Person
from workflow.services.people import people
from workflow.translation import _

bp = Blueprint("firstrun", __name__)


def nobody_here() -> bool:
    """Tell whether the service has no people yet."""
    return not current_session().scalar(select(exists().where(Person.id.is_not(None))))


@bp.get("/first-run")
@public
def page() -> ResponseReturnValue:
    """Ask for the coordinator's name, address and password; only while there is nobody."""
    _only_while_empty()
    return _page()


@bp.post("/first-run")
@public
def make() -> ResponseReturnValue:
    """Make the coordinator's account and sign in."""
    _only_while_empty()
    with or_show(lambda error: _page(wrong=str(error)), Refused):
        person = people.first_run(
            current_session(),
            name=request.form.get("name", ""),
            email=request.form.get("email", ""),
            password=request.form.get("password", ""),
        )
    auth.sign_in(person)
    flash(_("Welcome. Add the agencies and invite their focal points; then start a pledge."))
    return redirect(url_for("desk.page"), 303)


def _page(*, wrong: str = "") -> str:
    return render_template("firstrun/page.html", given=request.form, wrong=wrong)


def _only_while_empty() -> None:
    if not nobody_here():
        raise NotFound(what=_("page"))
