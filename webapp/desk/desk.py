"""The first page: what waits for me. Somebody signed out sees what this is."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import find_viewer, public
from webapp.frame.site import current_session, site
from webapp.people import firstrun
from workflow.queries.desk import desk
from workflow.queries.people import people
from workflow.queries.people.people import Held
from workflow.rules.permissions import Role

bp = Blueprint("desk", __name__)

_FIRSTS = (Role.COORDINATOR, Role.FOCAL_POINT, Role.CLEARING_OFFICER, Role.PRINCIPAL, Role.OBSERVER)


@bp.get("/")
@public
def page() -> ResponseReturnValue:
    """Show the desk, the welcome, or the first run of an empty service."""
    viewer = find_viewer()
    if viewer is None:
        if firstrun.nobody_here():
            return redirect(url_for("firstrun.page"), 303)
        cast = _cast()
        return render_template("desk/welcome.html", cast=cast, firsts=_firsts(cast))
    if viewer.actor is None:
        return render_template("desk/no_role.html")
    shown = desk.page(current_session(), viewer.actor)
    return render_template("desk/page.html", page=shown)


def _firsts(cast: Sequence[Held]) -> list[Held]:
    """Return one of each role, in the order in which a text passes through their hands."""
    found = []
    for role in _FIRSTS:
        held = [one for one in cast if one.role == role]
        found += held[-1:] if role is Role.FOCAL_POINT else held[:1]
    return found


def _cast() -> list[Held]:
    """Return whom a visitor of the demonstration may be; nobody elsewhere."""
    return people.page(current_session()).held if site().settings.demo else []
