"""Answer by file: take the Word file along, send it back, see what was understood of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import fields, times
from webapp.frame.auth import current_actor, needs
from webapp.frame.downloads import download, official
from webapp.frame.security import takes_files
from webapp.frame.site import current_session, or_show
from workflow.errors import MadeForOther, NoFile, Refused
from workflow.files import receiving
from workflow.files.word.writing import issued
from workflow.queries.answering import answering
from workflow.queries.answering import returned as queries
from workflow.queries.answering.answering import Answering
from workflow.queries.answering.returned import Understood
from workflow.rules.permissions import Action
from workflow.services.answering import files
from workflow.services.answering.files import Choice
from workflow.translation import _, n_

bp = Blueprint("returned", __name__)

OURS, NOT_OURS = "ours", "not"


@dataclass(frozen=True, slots=True)
class Given:
    """What the sender has said so far of the changes of a file."""

    answers: Mapping[str, str] = field(default_factory=dict)
    all: bool = False
    made_for: bool = False
    draft: str = ""
    comment: str = ""

    def choice(self) -> Choice:
        """Return what was said, by the keys of the changes."""
        said = self.answers.items()
        return Choice(
            confirmed=frozenset(key for key, words in said if words == OURS),
            left_out=frozenset(key for key, words in said if words == NOT_OURS),
        )


@bp.get("/rounds/<int:round_id>/file")
@needs(Action.EDIT_DRAFT)
def page(round_id: int) -> ResponseReturnValue:
    """Offer the file to take along, and take one that comes back."""
    return _page(answering.answering(current_session(), current_actor(), round_id))


@bp.get("/rounds/<int:round_id>/file.docx")
@needs(Action.EDIT_DRAFT)
@official
def issue(round_id: int) -> ResponseReturnValue:
    """Hand out the Word file that was made for this person and agency."""
    session, actor = current_session(), current_actor()
    shown = answering.answering(session, actor, round_id)
    round_, version = shown.round, shown.round.version
    until = times.show(shown.until, zone=round_.zone, own_zone=round_.zone, now=shown.now)
    data = issued(
        title=round_.pledge.title,
        label=version.label,
        blocks=version.blocks,
        fingerprint=version.sha256,
        token=files.token(session, actor, round_),
        agency=shown.agency.acronym,
        deadline=f"{until.official} {until.official_zone}",
        at=version.published_at,
    )
    return download(data, round_.pledge.title, version.label, shown.agency.acronym, kind="docx")


@bp.post("/rounds/<int:round_id>/file")
@needs(Action.EDIT_DRAFT)
@takes_files
def receive(round_id: int) -> ResponseReturnValue:
    """Keep a file that can be read, and go to what was understood of it."""
    session, actor = current_session(), current_actor()
    shown = answering.answering(session, actor, round_id)
    sent = request.files.get("file")
    with or_show(lambda error: _page(shown, wrong=str(error)), Refused):
        if sent is None or not sent.filename:
            raise NoFile
        data = sent.stream.read()
        received = receiving.receive(data)
        file = files.receive(
            session,
            actor,
            round_id=round_id,
            name=sent.filename,
            format_=received.format,
            data=data,
        )
    return redirect(url_for("returned.show", file_id=file.id), 303)


@bp.get("/files/<int:file_id>")
@needs(Action.EDIT_DRAFT)
def show(file_id: int) -> ResponseReturnValue:
    """Show what was understood of a file, change by change."""
    understood = _understood(file_id, request.args.get("base", ""))
    return _file(understood, Given(comment=understood.comment))


@bp.post("/files/<int:file_id>")
@needs(Action.EDIT_DRAFT)
def take(file_id: int) -> ResponseReturnValue:
    """Take the changes that the sender stands by into the agency's draft."""
    understood = _understood(file_id, request.form.get("base", ""))
    given = _given(understood)
    with or_show(lambda error: _file(understood, given, wrong=str(error)), Refused):
        if understood.made_for and not given.made_for:
            raise MadeForOther(agency=understood.made_for.acronym)
        taken = files.take(
            current_session(),
            current_actor(),
            file_id=file_id,
            sent=understood.base.blocks,
            changes=[one.returned for one in understood.every],
            choice=given.choice(),
            notes=understood.notes,
            comment=given.comment,
            seen=fields.number(request.form.get("seen", "")),
            add=given.draft == "add",
        )
    round_id = understood.answering.round.id
    if taken.saved.overtaken_by:
        number = taken.saved.draft.number
        return redirect(url_for("answering.aside", round_id=round_id, number=number), 303)
    if taken.lost:
        flash(
            n_(
                "{number} change of the file could not be carried over and stay with the file.",
                "{number} changes of the file could not be carried over and stay with the file.",
                len(taken.lost),
            ),
            "warning",
        )
    flash(_("The changes of the file are in your draft. Look through them, then send them."))
    return redirect(url_for("sending.page", round_id=round_id), 303)


@bp.get("/files/<int:file_id>/original")
@needs(Action.EDIT_DRAFT)
def original(file_id: int) -> ResponseReturnValue:
    """Hand back the file exactly as it came."""
    file = queries.find(current_session(), current_actor(), file_id)
    return download(file.data, file.name.removesuffix(f".{file.format}"), kind=file.format)


def _understood(file_id: int, base: str) -> Understood:
    session, actor = current_session(), current_actor()
    file = queries.find(session, actor, file_id)
    return queries.understood(
        session,
        actor,
        file,
        receiving.receive(file.data),
        secret=files.secret(session),
        base_id=fields.number(base) if base else None,
    )


def _given(understood: Understood) -> Given:
    """Read what the sender says: for what was marked a tick, for the rest a yes or no."""
    form = request.form
    taken = set(form.getlist("take"))
    everything = "all" in form
    answers = {}
    for one in understood.changes:
        if one.asks:
            said = form.get(f"is-{one.key}", "") or (OURS if everything else "")
        else:
            said = OURS if one.key in taken else NOT_OURS
        if said in {OURS, NOT_OURS}:
            answers[one.key] = said
    return Given(
        answers, everything, "made_for" in form, form.get("draft", ""), form.get("comment", "")
    )


def _page(shown: Answering, *, wrong: str = "") -> str:
    sent = queries.files(current_session(), current_actor(), shown.round.id)
    return render_template("returned/page.html", page=shown, files=sent, wrong=wrong)


def _file(understood: Understood, given: Given, *, wrong: str = "") -> str:
    return render_template("returned/file.html", page=understood, given=given, wrong=wrong)
