"""The first page: what waits for me. Somebody signed out sees what this is."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import firstrun
from webapp.auth import find_viewer, public
from webapp.site import current_session, site
from workflow.queries import desk, people
from workflow.queries.people import Held

bp = Blueprint("desk", __name__)


@bp.get("/")
@public
def page() -> ResponseReturnValue:
    """Show the desk, the welcome, or the first run of an empty service."""
    viewer = find_viewer()
    if viewer is None:
        if firstrun.nobody_here():
            return redirect(url_for("firstrun.page"), 303)
        return render_template("desk/welcome.html", cast=_cast())
    if viewer.actor is None:
        return render_template("desk/no_role.html")
    shown = desk.page(current_session(), viewer.actor)
    return render_template("desk/page.html", page=shown)


def _cast() -> list[Held]:
    """Return whom a visitor of the demonstration may be; nobody elsewhere."""
    return people.page(current_session()).held if site().settings.demo else []
