"""The next version: look at it as a whole, publish exactly that, and see what became of changes."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.downloads import download, official
from webapp.frame.site import current_session, or_show
from workflow.errors import BadHeading
from workflow.files.sheets import table
from workflow.queries.answering.excerpts import Places
from workflow.queries.deciding import outcome as queries
from workflow.queries.deciding import watching
from workflow.queries.deciding.outcome import Line
from workflow.queries.pledging import findings, next_step
from workflow.queries.pledging.versions import compare
from workflow.queries.rounds import rounds as round_queries
from workflow.rules.permissions import Action
from workflow.services.deciding import publishing
from workflow.services.pledging import pledges
from workflow.translation import _

bp = Blueprint("publishing", __name__)

COLUMNS = (
    "Change",
    "Agency",
    "Where",
    "What",
    "Old words",
    "New words",
    "Kind",
    "Weight",
    "Reason of the agency",
    "What became of it",
    "Reason of the office",
    "Words that stand",
)
"""The head of the table of changes, as a spreadsheet gets it."""


@bp.get("/rounds/<int:round_id>/publish")
@needs(Action.PUBLISH)
def preview(round_id: int) -> ResponseReturnValue:
    """Show the next version as marked text, with its fingerprint and what stands in the way."""
    return _preview(round_id)


@bp.post("/rounds/<int:round_id>/publish")
@needs(Action.PUBLISH)
def publish(round_id: int) -> ResponseReturnValue:
    """Publish exactly the text whose fingerprint was shown."""
    with or_show(lambda error: _preview(round_id, wrong=str(error)), BadHeading):
        version = publishing.publish(
            current_session(),
            current_actor(),
            round_id=round_id,
            seen=request.form.get("seen", ""),
            label=request.form.get("label", "").strip(),
        )
    flash(
        _(
            "{version} is published. Every agency has a mail with what became of its changes.",
            version=version.label,
        )
    )
    return redirect(url_for("publishing.outcome", round_id=round_id), 303)


@bp.get("/rounds/<int:round_id>/outcome")
@needs(Action.SEE_ANSWERS)
def outcome(round_id: int) -> ResponseReturnValue:
    """Show what became of every change, one's own first."""
    session, actor = current_session(), current_actor()
    shown = queries.page(session, actor, round_id)
    step = next_step.of_round(session, actor, shown.round)
    return render_template("publishing/outcome.html", page=shown, step=step)


@bp.get("/rounds/<int:round_id>/outcome.csv")
@needs(Action.SEE_ANSWERS)
@official
def outcome_csv(round_id: int) -> ResponseReturnValue:
    """Hand out the same table for a spreadsheet."""
    shown = queries.page(current_session(), current_actor(), round_id)
    made = table(COLUMNS, map(_cells, shown.lines))
    return download(made, f"round-{shown.round.number}-changes", kind="csv")


def _cells(line: Line) -> Sequence[str]:
    return (
        line.label,
        line.agency,
        line.excerpt.where,
        line.excerpt.what,
        line.old,
        line.new,
        line.category,
        line.weight,
        line.given,
        line.disposition,
        line.reason,
        line.applied,
    )


def _preview(round_id: int, *, wrong: str = "") -> str:
    session, actor = current_session(), current_actor()
    round_ = round_queries.find(session, actor, round_id)
    candidate = publishing.preview(session, actor, round_id=round_id)
    places = Places.of(candidate.blocks)
    return render_template(
        "publishing/preview.html",
        round=round_,
        candidate=candidate,
        comparison=compare(round_.version.rows, pledges.rows_of(candidate.blocks)),
        places=places,
        broken=watching.broken(session, round_.pledge, candidate.text, candidate.fates),
        words=len(candidate.text.split()),
        checks=findings.of_candidate(
            session, actor, round_, candidate.blocks, candidate.applied_words
        ),
        label=request.form.get("label", f"Rev.{len(round_.pledge.versions)}"),
        wrong=wrong,
        all_blocks="all" in request.args,
    )
