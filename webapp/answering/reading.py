"""A text in its round, to read in four ways; and where the words of a paragraph come from."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session
from workflow.models import TextBlock
from workflow.queries.answering import reading as queries
from workflow.queries.answering.reading import Reading
from workflow.queries.pledging import origin as origins
from workflow.queries.pledging import versions
from workflow.queries.pledging.versions import compare
from workflow.rules.permissions import Action, allowed
from workflow.services.deciding import publishing
from workflow.services.pledging import pledges
from workflow.translation import mark

bp = Blueprint("reading", __name__)

MODES = (
    ("original", mark("Original")),
    ("changes", mark("All changes")),
    ("result", mark("Result")),
    ("final", mark("Final")),
)


@bp.get("/rounds/<int:round_id>/text")
@needs(Action.SEE_PLEDGE)
def page(round_id: int) -> ResponseReturnValue:
    """Show the text as it was sent out, with all changes, as decided so far, or clean."""
    shown = queries.reading(current_session(), current_actor(), round_id)
    after = _after(shown)
    open_ = {"original": True, "changes": shown.shows_changes}
    open_ |= dict.fromkeys(("result", "final"), after is not None)
    asked = request.args.get("show", "changes")
    mode = (
        asked if open_.get(asked) else next(mode for mode in ("changes", "original") if open_[mode])
    )
    before = shown.round.version.rows
    return render_template(
        "reading/text.html",
        page=shown,
        modes=[(name, words, open_[name]) for name, words in MODES],
        mode=mode,
        before=before,
        after=after or [],
        comparison=compare(before, after) if after and mode == "result" else None,
    )


@bp.get("/versions/<int:version_id>/origin")
@needs(Action.SEE_PLEDGE)
def origin(version_id: int) -> ResponseReturnValue:
    """Show who proposed the words of a paragraph, and who decided."""
    block_id = request.args.get("block", "")
    if not block_id:
        versions.find(current_session(), current_actor(), version_id)
        return redirect(url_for("versions.page", version_id=version_id), 303)
    found = origins.origin(current_session(), current_actor(), version_id, block_id)
    return render_template("reading/origin.html", page=found)


def _after(shown: Reading) -> Sequence[TextBlock] | None:
    """Return the text after the round: as published, or as the decisions so far make it."""
    if shown.round.published_version:
        return shown.round.published_version.rows
    if not allowed(current_actor(), Action.PUBLISH):
        return None
    candidate = publishing.preview(current_session(), current_actor(), round_id=shown.round.id)
    return pledges.rows_of(candidate.blocks)
