"""The public register of specific pledges beside a locked text."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.frame.auth import public
from webapp.frame.downloads import download, official
from webapp.frame.site import current_session
from workflow.errors import NotFound
from workflow.files import commitments as files
from workflow.queries.joining import register as queries

bp = Blueprint("register", __name__)

_FILE = "specific-pledges"


@bp.get("/register/<int:pledge_id>")
@public
def page(pledge_id: int) -> ResponseReturnValue:
    """Show who commits to what beside a locked text."""
    return render_template(
        "register/page.html", page=queries.register(current_session(), pledge_id)
    )


@bp.get("/register/<int:pledge_id>/<name>")
@public
@official
def file(pledge_id: int, name: str) -> ResponseReturnValue:
    """Hand out the register as a table or for programs."""
    shown = queries.register(current_session(), pledge_id)
    title = shown.pledge.title
    if name == f"{_FILE}.csv":
        return download(files.as_csv(shown.lines), _FILE, kind="csv")
    if name == f"{_FILE}.xlsx":
        return download(files.as_xlsx(title, shown.lines), _FILE, kind="xlsx")
    if name == f"{_FILE}.json":
        return download(files.as_json(title, shown.lines), _FILE, kind="json")
    raise NotFound(what="file")
