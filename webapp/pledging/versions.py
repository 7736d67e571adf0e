"""A version of a text: to read, to check, to take along, to compare."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.downloads import download, official
from webapp.frame.site import current_session
from workflow.errors import NotFound
from workflow.files.papers.forms import Form
from workflow.queries.pledging import findings
from workflow.queries.pledging import versions as queries
from workflow.queries.pledging.origin import changed_since_the_start
from workflow.rules.permissions import Action
from workflow.text.lines import numbered

bp = Blueprint("versions", __name__)


@bp.get("/versions/<int:version_id>")
@needs(Action.SEE_PLEDGE)
def page(version_id: int) -> ResponseReturnValue:
    """Show the text."""
    shown = queries.page(current_session(), current_actor(), version_id)
    version = shown.version
    return render_template(
        "versions/page.html",
        page=shown,
        lines=numbered(version.blocks) if "lines" in request.args else {},
        changed=changed_since_the_start(version),
        forms=tuple(Form),
        checks=findings.report_of(current_session(), current_actor(), version),
    )


@bp.get("/versions/<int:version_id>/text.md")
@needs(Action.SEE_PLEDGE)
@official
def text(version_id: int) -> ResponseReturnValue:
    """Hand out exactly the bytes that the fingerprint is of."""
    version = queries.find(current_session(), current_actor(), version_id)
    name = f"version-{version.number}-{version.sha256[:8]}"
    return download(version.text.encode(), name, kind="md")


@bp.get("/versions/<int:version_id>/compare")
@needs(Action.SEE_PLEDGE)
def choose(version_id: int) -> ResponseReturnValue:
    """Go to the comparison with the version that was chosen."""
    other = request.args.get("with", "")
    if not other.isdecimal():
        raise NotFound(what="version")
    address = url_for(
        "versions.compare", version_id=version_id, other_id=min(int(other), 2**31 - 1)
    )
    return redirect(address, 303)


@bp.get("/versions/<int:version_id>/compare/<int:other_id>")
@needs(Action.SEE_PLEDGE)
def compare(version_id: int, other_id: int) -> ResponseReturnValue:
    """Show what changed from the other version to this one."""
    new = queries.find(current_session(), current_actor(), version_id)
    old = queries.find(current_session(), current_actor(), other_id)
    if old.pledge_id != new.pledge_id:
        raise NotFound(what="version")
    if old.number > new.number:
        old, new = new, old
    return render_template(
        "versions/compare.html",
        old=old,
        new=new,
        comparison=queries.compare(old.rows, new.rows),
        all_blocks="all" in request.args,
        side="side" in request.args,
    )
