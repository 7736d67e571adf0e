"""Coming in, going out, changing the hat."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from webapp.frame import auth
from webapp.frame.auth import current_viewer, find_viewer, public, signed_in
from webapp.frame.site import current_session
from webapp.frame.times import place
from webapp.people import feeds
from workflow import translation
from workflow.errors import BadPassword, NotFound, Refused, TooManyAttempts, WrongPassword
from workflow.rules.permissions import OFFICE
from workflow.services.people import people, signin
from workflow.translation import _

bp = Blueprint("signin", __name__)


@bp.get("/sign-in")
@public
def page() -> ResponseReturnValue:
    """Show the two ways in."""
    goes_to = safe_address(request.args.get("next", ""))
    if find_viewer():
        return redirect(goes_to, 303)
    return _page(goes_to, email="")


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Sign in with a password. A wrong one is an answer, not an accident: it has to be counted."""
    email = request.form.get("email", "")
    goes_to = safe_address(request.form.get("next", ""))
    try:
        person = signin.with_password(
            current_session(),
            email=email,
            password=request.form.get("password", ""),
            address=_from(),
        )
    except (WrongPassword, TooManyAttempts) as error:
        return _page(goes_to, email=email, wrong=str(error)), error.status
    auth.sign_in(person)
    return redirect(goes_to, 303)


@bp.post("/sign-in/link")
@public
def ask_for_link() -> ResponseReturnValue:
    """Send a link by mail; the page says the same whether or not we know the address."""
    email = request.form.get("email", "")
    goes_to = safe_address(request.form.get("next", ""))
    try:
        signin.send_link(current_session(), email=email, address=_from(), goes_to=goes_to)
    except Refused as error:
        return _page(goes_to, email=email, link_wrong=str(error)), error.status
    return render_template("signin/sent.html", email=email)


@bp.get("/sign-in/link/<token>")
@public
def show_link(token: str) -> ResponseReturnValue:
    """Show whose link this is. Opening it changes nothing: scanners of mails open it too."""
    link = signin.find_link(current_session(), token)
    return render_template("signin/link.html", link=link, token=token)


@bp.post("/sign-in/link/<token>")
@public
def use_link(token: str) -> ResponseReturnValue:
    """Use the link: it works once."""
    link = signin.find_link(current_session(), token)
    goes_to = safe_address(link.goes_to)
    person = signin.use_link(current_session(), token)
    auth.sign_in(person)
    if person.password_hash is None:
        flash(_("Welcome. If you like, set a password in your account; links by mail always work."))
    return redirect(goes_to, 303)


@bp.post("/sign-out")
@public
def leave() -> ResponseReturnValue:
    """End the session."""
    auth.sign_out()
    flash(_("You are signed out."))
    first_page = request.form.get("next") == "/"
    return redirect(url_for("desk.page" if first_page else "signin.page"), 303)


@bp.post("/hat")
@signed_in
def wear() -> ResponseReturnValue:
    """Go on in another role. A POST, because what one may do from here on changes."""
    viewer = current_viewer()
    wanted = request.form.get("grant", "")
    grant = next((one for one in viewer.grants if str(one.id) == wanted), None)
    if grant is None:
        raise NotFound(what=_("role"))
    auth.wear(grant)
    role, agency = _(grant.role), grant.agency.acronym if grant.agency else ""
    flash(
        _("You now act as {role} of {agency}.", role=role, agency=agency)
        if agency
        else _("You now act as {role}.", role=role)
    )
    return redirect(url_for("desk.page"), 303)


@bp.get("/account")
@signed_in
def own() -> ResponseReturnValue:
    """Show what belongs to the reader: roles and password."""
    return _account()


@bp.post("/account/zone")
@signed_in
def set_zone() -> ResponseReturnValue:
    """Set the zone in which the reader sees times."""
    viewer = current_viewer()
    people.set_zone(current_session(), viewer.person, zone=request.form.get("zone", ""))
    flash(_("Times are shown in {place} from now on.", place=place(viewer.zone)))
    return redirect(url_for("signin.own"), 303)


@bp.post("/account/language")
@signed_in
def set_language() -> ResponseReturnValue:
    """Set the language in which the reader sees pages and gets mails."""
    person = current_viewer().person
    people.set_language(current_session(), person, language=request.form.get("language", ""))
    with translation.speaking(auth.speak(person.language)):
        flash(_("Pages and mails are in this language from now on."))
    return redirect(url_for("signin.own"), 303)


@bp.get("/language")
@public
def speak() -> ResponseReturnValue:
    """Show the pages in a language, in this browser; it changes no row."""
    auth.speak(request.args.get("in", ""))
    return redirect(safe_address(request.args.get("next", "")), 303)


@bp.post("/account/mails")
@signed_in
def set_digest() -> ResponseReturnValue:
    """Set whether what can wait comes once a day."""
    daily = request.form.get("mails") == "daily"
    person = current_viewer().person
    people.set_digest(current_session(), person, daily=daily)
    if _of_office():
        wanted = bool(request.form.get("board"))
        people.set_board_digest(current_session(), person, wanted=wanted)
    flash(_("What can wait comes once a day.") if daily else _("Every mail comes at once."))
    return redirect(url_for("signin.own"), 303)


@bp.post("/account/password")
@signed_in
def set_password() -> ResponseReturnValue:
    """Set the reader's own password; all other sessions of theirs end."""
    viewer = current_viewer()
    password, again = request.form.get("password", ""), request.form.get("again", "")
    if password != again:
        wrong = {"again": _("The two passwords are not the same.")}
        return _account(wrong), 422
    try:
        people.set_password(current_session(), viewer.person, password=password)
    except BadPassword as error:
        wrong = {"password": str(error)}
        return _account(wrong), 422
    auth.sign_in(viewer.person, viewer.grant)
    flash(_("Your password is set. You stay signed in here; other places were signed out."))
    return redirect(url_for("signin.own"), 303)


@bp.post("/account/sign-out-everywhere")
@signed_in
def leave_everywhere() -> ResponseReturnValue:
    """End all sessions of the reader: after a phone was lost, or a strange computer was used."""
    people.end_sessions(current_session(), current_viewer().person)
    auth.sign_out()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("signin.page"), 303)


def safe_address(wanted: str) -> str:
    """Return the page to go to, if it is one of ours that can be opened; else the desk."""
    parts = urlsplit(wanted)
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if not inside or parts.scheme or parts.netloc:
        return url_for("desk.page")
    try:
        current_app.url_map.bind("").match(parts.path, method="GET")
    except HTTPException:
        return url_for("desk.page")
    return wanted


def _account(wrong: Mapping[str, str] | None = None) -> str:
    zones = sorted(available_timezones())
    feed = feeds.address(current_viewer().person)
    return render_template(
        "signin/account.html", wrong=wrong or {}, zones=zones, feed=feed, of_office=_of_office()
    )


def _of_office() -> bool:
    return any(grant.role in OFFICE for grant in current_viewer().grants)


def _page(goes_to: str, *, email: str, wrong: str = "", link_wrong: str = "") -> str:
    return render_template(
        "signin/page.html", goes_to=goes_to, email=email, wrong=wrong, link_wrong=link_wrong
    )


def _from() -> str:
    return request.remote_addr or "unknown"
