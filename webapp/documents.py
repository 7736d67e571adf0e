"""Documents to hand out: a version, and what agencies answered to it, in the forms people use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.auth import current_actor, needs
from webapp.downloads import download
from webapp.site import current_session
from workflow.errors import BadChoice, NotFound
from workflow.files.word import writing
from workflow.files.word.writing import Only
from workflow.models import Version
from workflow.queries import compilation as queries
from workflow.queries import rounds, versions
from workflow.queries.compilation import Compilation
from workflow.rules.permissions import Action

bp = Blueprint("documents", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a document: the end of its name, and how people call it."""

    kind: str
    name: str


WORD = Form("docx", "Word")


def _clean_word(version: Version) -> bytes:
    return writing.clean(
        title=version.pledge.title,
        label=version.label,
        blocks=version.blocks,
        fingerprint=version.sha256,
        at=version.published_at,
    )


TEXTS: Mapping[str, Callable[[Version], bytes]] = {"docx": _clean_word}
"""What makes the clean text of a version, by the form."""


@bp.get("/versions/<int:version_id>/clean.<name>")
@needs(Action.SEE_PLEDGE)
def text(version_id: int, name: str) -> ResponseReturnValue:
    """Hand out the clean text of a version."""
    version = versions.find(current_session(), current_actor(), version_id)
    if name not in TEXTS:
        raise NotFound(what="document")
    return download(TEXTS[name](version), version.pledge.title, version.label, kind=name)


@bp.get("/rounds/<int:round_id>/documents")
@needs(Action.SEE_REVISIONS)
def page(round_id: int) -> ResponseReturnValue:
    """Offer the documents of a round."""
    session, actor = current_session(), current_actor()
    round_ = rounds.find(session, actor, round_id)
    shown = queries.agencies(session, actor, round_)
    return render_template("documents/page.html", round=round_, shown=shown, texts=(WORD,))


@bp.get("/rounds/<int:round_id>/changes.docx")
@needs(Action.SEE_REVISIONS)
def changes(round_id: int) -> ResponseReturnValue:
    """Hand out the changes of a round as tracked changes in Word."""
    agency = request.args.get("agency", "")
    only = _only(request.args.get("only", ""))
    found = queries.compilation(current_session(), current_actor(), round_id, agency=agency)
    return _compiled(found, agency, only)


def _compiled(found: Compilation, agency: str, only: Only) -> Response:
    version = found.round.version
    data = writing.compiled(
        title=version.pledge.title,
        label=version.label,
        blocks=version.blocks,
        fingerprint=version.sha256,
        passages=found.passages,
        answers=found.answers,
        kind=f"Changes of {agency}" if agency else "Compilation of changes",
        note=_note(found, agency, only),
        only=only,
        at=found.at,
    )
    part = agency or ("" if only is Only.ALL else only.value)
    return download(data, version.pledge.title, version.label, "changes", part, kind="docx")


def _note(found: Compilation, agency: str, only: Only) -> str:
    """Say on the first page whose changes these are, and which."""
    which = {Only.ALL: "", Only.DECIDED: " Decided passages only."}
    whose = agency or ", ".join(found.agencies) or "nobody yet"
    return f"Changes of {whose}.{which.get(only, ' Undecided passages only.')}"


def _only(value: str) -> Only:
    try:
        return Only(value or Only.ALL)
    except ValueError as error:
        raise BadChoice(value=value) from error
