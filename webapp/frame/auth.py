"""Who is asking, in which role, and what a route demands.

The cookie holds a person's number, the epoch of their sessions and the role they wear. Rights
are looked up anew on each request: who lost a role an hour ago has lost it here too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar, cast

import flask_login
from flask import abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from webapp.frame import site
from workflow.db import now
from workflow.errors import NotAllowed, OtherHat, SignInNeeded
from workflow.models import Grant, Person
from workflow.rules.permissions import Action, Actor, allowed, require
from workflow.services.people import signin
from workflow.services.people.people import OFFICE_ZONE
from workflow.translation import NAMES, _, mark

LONGEST = timedelta(hours=20)
"""A session ends after this, however busy; without any request it ends after eight hours."""

View = TypeVar("View", bound=Callable[..., object])


class Open(StrEnum):
    """What a route may declare instead of an action."""

    PUBLIC = "everybody"
    SIGNED_IN = "everybody who is signed in"


Rule = Action | Open


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who is signed in, and the role they wear now; None while they hold none."""

    person: Person
    grant: Grant | None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        worn = self.grant.id if self.grant else 0
        return f"{self.person.id}:{self.person.session_epoch}:{worn}"

    @property
    def grants(self) -> list[Grant]:
        """The roles this person holds now."""
        return [grant for grant in self.person.grants if grant.ended_at is None]

    @property
    def actor(self) -> Actor | None:
        """Who acts, as the services know it."""
        if self.grant is None:
            return None
        return signin.actor_of(self.person, self.grant)

    @property
    def zone(self) -> str:
        """The time zone in which this person reads times."""
        agency = self.grant.agency if self.grant else None
        return self.person.zone or (agency.zone if agency else OFFICE_ZONE)


def needs(action: Action) -> Callable[[View], View]:
    """Declare that a route is for those who may do this."""
    return _declare(action)


def public(view: View) -> View:
    """Declare that a route is for everybody."""
    return _declare(Open.PUBLIC)(view)


def signed_in(view: View) -> View:
    """Declare that a route is for everybody who is signed in, in whatever role."""
    return _declare(Open.SIGNED_IN)(view)


def _declare(rule: Rule) -> Callable[[View], View]:
    def declared(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return declared


def rule_of(endpoint: str) -> Rule | None:
    """Return what the view of this endpoint declares."""
    return cast("Rule | None", getattr(current_app.view_functions[endpoint], "rule", None))


def refuse_undeclared(app: site.Site) -> None:
    """Stop the app from starting while a route does not say whom it is for."""
    for endpoint, view in app.view_functions.items():
        if not hasattr(view, "rule"):
            message = f"{endpoint} declares neither @needs(...), @signed_in nor @public"
            raise TypeError(message)


def guard() -> Response | None:
    """Let in who may; send the others to sign in, or tell them why not. Runs before each view."""
    if request.endpoint is None:
        return None
    rule = rule_of(request.endpoint)
    if rule is Open.PUBLIC:
        return None
    viewer = find_viewer()
    if viewer is None:
        return _ask_to_sign_in()
    if isinstance(rule, Action):
        _refuse_other_hat(viewer)
        require(current_actor(), rule)
    elif rule is not Open.SIGNED_IN:
        abort(403)
    return None


def _refuse_other_hat(viewer: Viewer) -> None:
    """Refuse a form that was filled in in another role, before the hat was changed in another tab.

    Somebody who writes for two agencies would else send the words of one for the other.
    """
    filled_in_as = request.form.get("hat", "")
    if filled_in_as and viewer.grant and filled_in_as != str(viewer.grant.id):
        role, agency = _(viewer.grant.role), viewer.grant.agency
        said = _("{role} of {agency}", role=role, agency=agency.acronym) if agency else role
        raise OtherHat(role=said)


def _ask_to_sign_in() -> Response:
    if request.method not in site.READING:
        raise SignInNeeded
    return redirect(url_for("signin.page", next=request.full_path.rstrip("?")), 303)


def find_viewer() -> Viewer | None:
    """Return who is signed in, or None."""
    if "viewer" not in g:
        user = flask_login.current_user
        g.viewer = user._get_current_object() if user.is_authenticated else None  # noqa: SLF001
    return cast("Viewer | None", g.viewer)


def current_viewer() -> Viewer:
    """Return who is signed in."""
    viewer = find_viewer()
    if viewer is None:
        raise SignInNeeded
    return viewer


def current_actor() -> Actor:
    """Return who acts, in the role they wear now."""
    actor = current_viewer().actor
    if actor is None:
        raise NotAllowed(role=mark("somebody without a role"), action=mark("do this"))
    return actor


def may(action: Action, agency_id: int | None = None) -> bool:
    """Tell a template whether to show a button."""
    viewer = find_viewer()
    actor = viewer.actor if viewer else None
    return actor is not None and allowed(actor, action, agency_id=agency_id)


def sign_in(person: Person, grant: Grant | None = None) -> None:
    """Begin a new session for this person, in the given role or the first they hold."""
    chosen = person.language or cookie.get("language", "")
    cookie.clear()
    cookie.permanent = True
    speak(chosen)
    cookie["since"] = int(now(site.current_session()).timestamp())
    running = [one for one in person.grants if one.ended_at is None]
    flask_login.login_user(Viewer(person, grant or (running[0] if running else None)))
    g.pop("viewer", None)


def sign_out() -> None:
    """End this session."""
    chosen = cookie.get("language", "")
    flask_login.logout_user()
    cookie.clear()
    speak(chosen)
    g.pop("viewer", None)


def speak(code: str) -> str:
    """Let this browser see the pages in a language; none leaves it to what the browser asks for."""
    cookie.pop("language", None)
    if code in NAMES:
        cookie["language"] = code
    return code


def wear(grant: Grant) -> None:
    """Go on in another role of the same person."""
    since = cookie.get("since")
    flask_login.login_user(Viewer(current_viewer().person, grant))
    cookie["since"] = since
    g.pop("viewer", None)


def load(kept: str) -> Viewer | None:
    """Find the person of a cookie again, unless their sessions were ended."""
    person_id, epoch, worn = (int(part) for part in kept.split(":"))
    session = site.current_session()
    age = now(session).timestamp() - int(cookie.get("since", 0))
    if age > LONGEST.total_seconds():
        return None
    person = (
        session.scalars(
            select(Person)
            .where(Person.id == person_id, Person.active, Person.session_epoch == epoch)
            .options(
                joinedload(Person.grants).options(
                    joinedload(Grant.agency), joinedload(Grant.pledge)
                )
            )
        )
        .unique()
        .one_or_none()
    )
    if person is None:
        return None
    running = [grant for grant in person.grants if grant.ended_at is None]
    chosen = next((grant for grant in running if grant.id == worn), None)
    return Viewer(person, chosen or (running[0] if running else None))


def install(app: site.Site) -> None:
    """Teach the app who is signed in."""
    login = flask_login.LoginManager(app)
    login.session_protection = None  # phones change their address on the way
    login.user_loader(load)
    app.before_request(guard)
