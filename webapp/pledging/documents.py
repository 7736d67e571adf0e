"""Documents to hand out: a version, and what agencies answered to it, in the forms people use."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.frame.auth import current_actor, needs
from webapp.frame.downloads import download, official
from webapp.frame.site import current_session
from workflow.errors import BadChoice, NotFound
from workflow.files.papers import making, sheets
from workflow.files.papers.forms import Form, write
from workflow.files.papers.making import Only
from workflow.files.papers.paper import Paper
from workflow.queries.answering import compilation as queries
from workflow.queries.answering.compilation import edition
from workflow.queries.pledging import versions
from workflow.queries.rounds import rounds
from workflow.rules.permissions import Action
from workflow.translation import _

bp = Blueprint("documents", __name__)


@bp.get("/versions/<int:version_id>/clean.<name>")
@needs(Action.SEE_PLEDGE)
@official
def text(version_id: int, name: str) -> ResponseReturnValue:
    """Hand out the clean text of a version."""
    version = versions.find(current_session(), current_actor(), version_id)
    return _handed_out(making.text(edition(version)), name)


@bp.get("/rounds/<int:round_id>/documents")
@needs(Action.SEE_REVISIONS)
def page(round_id: int) -> ResponseReturnValue:
    """Offer the documents of a round."""
    session, actor = current_session(), current_actor()
    round_ = rounds.find(session, actor, round_id)
    return render_template(
        "documents/page.html",
        round=round_,
        shown=queries.agencies(session, actor, round_),
        forms=tuple(Form),
        named=[(form.value, _(form.called)) for form in Form],
    )


@bp.get("/rounds/<int:round_id>/changes.<name>")
@needs(Action.SEE_REVISIONS)
@official
def changes(round_id: int, name: str) -> ResponseReturnValue:
    """Hand out the changes of a round: tracked in Word, in words in other forms."""
    agency, only = request.args.get("agency", ""), _only(request.args.get("only", ""))
    form = request.args.get("form", name)
    found = queries.compilation(current_session(), current_actor(), round_id, agency=agency)
    paper = making.changes(
        found.edition,
        found.passages,
        found.answers,
        kind=f"Changes of {agency}" if agency else "Compilation of changes",
        note=making.whose(found.agencies, agency, only),
        only=only,
    )
    return _handed_out(paper, form, "changes", agency, "" if only is Only.ALL else only.value)


@bp.get("/rounds/<int:round_id>/brackets.<name>")
@needs(Action.SEE_REVISIONS)
@official
def brackets(round_id: int, name: str) -> ResponseReturnValue:
    """Hand out the compilation text: what is not agreed stands in brackets."""
    found = queries.compilation(current_session(), current_actor(), round_id)
    paper = making.brackets(found.edition, found.passages, found.answers)
    return _handed_out(paper, name, "compilation text")


@bp.get("/rounds/<int:round_id>/decisions.<name>")
@needs(Action.SEE_REVISIONS)
@official
def decisions(round_id: int, name: str) -> ResponseReturnValue:
    """Hand out the table of changes and decisions."""
    session, actor = current_session(), current_actor()
    version = rounds.find(session, actor, round_id).version
    paper = making.decisions(edition(version), queries.rows(session, actor, round_id))
    return _handed_out(paper, name, "decisions")


@bp.get("/rounds/<int:round_id>/comments.<name>")
@needs(Action.SEE_REVISIONS)
@official
def comments(round_id: int, name: str) -> ResponseReturnValue:
    """Hand out the matrix of comments, to be worked in and sent back."""
    session, actor = current_session(), current_actor()
    version = rounds.find(session, actor, round_id).version
    rows = queries.rows(session, actor, round_id)
    title = version.pledge.title
    if name == "csv":
        return download(sheets.as_csv(rows), title, version.label, "comments", kind="csv")
    if name == "xlsx":
        data = sheets.as_xlsx(rows, title=title, at=version.published_at)
        return download(data, title, version.label, "comments", kind="xlsx")
    raise NotFound(what="document")


def _handed_out(paper: Paper, name: str, *parts: str) -> ResponseReturnValue:
    try:
        form = Form(name)
    except ValueError as error:
        raise NotFound(what="document") from error
    return download(write(paper, form), paper.head.title, paper.head.label, *parts, kind=form.value)


def _only(value: str) -> Only:
    try:
        return Only(value or Only.ALL)
    except ValueError as error:
        raise BadChoice(value=value) from error
