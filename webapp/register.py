"""The public register of specific pledges beside a locked text."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webapp.auth import public
from webapp.downloads import official
from webapp.site import current_session
from workflow.errors import NotFound
from workflow.files import commitments as files
from workflow.queries import register as queries

bp = Blueprint("register", __name__)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    if name == "specific-pledges.csv":
        data, kind = files.as_csv(shown.lines), "text/csv; charset=utf-8"
    elif name == "specific-pledges.xlsx":
        data, kind = files.as_xlsx(title, shown.lines), _XLSX
    elif name == "specific-pledges.json":
        data, kind = files.as_json(title, shown.lines), "application/json"
    else:
        raise NotFound(what="file")
    answer = Response(data, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
