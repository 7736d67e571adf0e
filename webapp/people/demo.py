"""The demonstration: be anybody, read everybody's mails. Nothing of it exists outside of it."""

import re

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webapp.frame import auth
from webapp.frame.auth import public
from webapp.frame.site import current_session, site
from webapp.people.signin import safe_address
from workflow.errors import NotFound
from workflow.models import Grant, Person
from workflow.queries.mailing import outbox as queries
from workflow.translation import _

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.before_request
def only_in_the_demonstration() -> None:
    """Be nowhere to be found in a service that is not a demonstration."""
    if not site().settings.demo:
        abort(404)


@bp.post("/enter")
@public
def enter() -> ResponseReturnValue:
    """Come in as somebody of the story, in the role that was pressed."""
    wanted = request.form.get("grant", "")
    grant = current_session().scalar(
        select(Grant)
        .where(Grant.id == (int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0))
        .where(Grant.ended_at.is_(None))
        .options(
            joinedload(Grant.person)
            .selectinload(Person.grants)
            .options(joinedload(Grant.agency), joinedload(Grant.pledge)),
            joinedload(Grant.agency),
            joinedload(Grant.pledge),
        )
    )
    if grant is None:
        raise NotFound(what=_("person"))
    auth.sign_in(grant.person, grant)
    return redirect(safe_address(request.form.get("next", "")), 303)


@bp.get("/mails")
@public
def mails() -> ResponseReturnValue:
    """List the mails of the demonstration."""
    to = request.args.get("to", "")
    number = request.args.get("page", 1, type=int)
    page = queries.page(current_session(), number=number, to=to)
    people = queries.recipients(current_session())
    return render_template("outbox/page.html", page=page, demo=True, people=people, to=to)


@bp.get("/mails/<int:mail_id>")
@public
def mail(mail_id: int) -> ResponseReturnValue:
    """Show a mail of the demonstration with links that can be followed."""
    shown = queries.find(current_session(), mail_id)
    grant = _reader(shown.address)
    goes_to = _first_page(shown.text)
    return render_template("outbox/mail.html", mail=shown, demo=True, grant=grant, goes_to=goes_to)


def _reader(address: str) -> Grant | None:
    """Return the role in which the reader of a mail may come in."""
    return current_session().scalar(
        select(Grant)
        .join(Grant.person)
        .where(Person.email == address)
        .where(Grant.ended_at.is_(None))
        .order_by(Grant.id)
        .limit(1)
    )


def _first_page(text: str) -> str:
    """Return the first page of this service that a mail leads to."""
    base = re.escape(site().settings.base_url.rstrip("/"))
    found = re.search(rf"{base}(/\S*)", text)
    return found[1] if found else "/"
