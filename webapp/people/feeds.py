"""The private calendar of a person: all their deadlines, at an address that nobody can guess."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from webapp.frame.auth import current_viewer, public, signed_in
from webapp.frame.downloads import official
from webapp.frame.site import current_session, site
from workflow.errors import NotFound
from workflow.files import ical
from workflow.models import Person
from workflow.services.chasing import appointments
from workflow.services.people import people
from workflow.translation import _

bp = Blueprint("feeds", __name__)


@bp.get("/calendar/<token>.ics")
@public
@official
def feed(token: str) -> ResponseReturnValue:
    """Give the deadlines of whoever holds the address; it lets nobody in anywhere else."""
    try:
        person_id, number = _serializer().loads(token)
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound(what="calendar") from error
    person = current_session().get(Person, person_id)
    if person is None or not person.active or person.feed_number != number:
        raise NotFound(what="calendar")
    entries = appointments.of_person(current_session(), person)
    text = ical.feed(entries, name="Onevoice deadlines")
    return Response(text, mimetype="text/calendar", headers={"Cache-Control": "private, no-store"})


@bp.post("/account/calendar")
@signed_in
def renew() -> ResponseReturnValue:
    """Make the old address void and give a new one."""
    people.renew_feed(current_session(), current_viewer().person)
    flash(_("Your calendar has a new address. The old one shows nothing any more."))
    return redirect(url_for("signin.own"), 303)


def address(person: Person) -> str:
    """Return the address of a person's calendar."""
    token = _serializer().dumps([person.id, person.feed_number])
    return site().settings.base_url.rstrip("/") + url_for("feeds.feed", token=token)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(site().settings.secret_key, salt="calendar feed")
