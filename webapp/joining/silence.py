"""The silence procedure: start it, object, take an objection back, stop it."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, needs
from webapp.frame.site import current_session, or_show
from workflow.errors import Invalid, NotReadyForSilence
from workflow.queries.joining import silence as queries
from workflow.queries.joining import silence_certificate as certificates
from workflow.queries.pledging import findings
from workflow.rules.permissions import Action
from workflow.services.joining import silence, silence_notes
from workflow.translation import _

bp = Blueprint("silence", __name__)

_FORMS = ("start_wrong", "object_wrong", "stop_wrong", "note_wrong")


@bp.get("/pledges/<int:pledge_id>/silence")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show what runs, and what came of earlier attempts."""
    return _page(pledge_id)


@bp.post("/pledges/<int:pledge_id>/silence")
@needs(Action.START_SILENCE)
def start(pledge_id: int) -> ResponseReturnValue:
    """Put the text under silence."""
    with or_show(
        lambda error: _page(pledge_id, start_wrong=str(error)), Invalid, NotReadyForSilence
    ):
        silence.start(
            current_session(), current_actor(), pledge_id=pledge_id, ends_at=_end(pledge_id)
        )
    flash(_("The text is under silence. Every agency is told by mail."))
    return redirect(url_for("silence.page", pledge_id=pledge_id), 303)


@bp.post("/silences/<int:silence_id>/objections")
@needs(Action.BREAK_SILENCE)
def object_(silence_id: int) -> ResponseReturnValue:
    """Break silence on a paragraph."""
    pledge_id = queries.pledge_of(current_session(), current_actor(), silence_id)
    with or_show(lambda error: _page(pledge_id, object_wrong=str(error)), Invalid):
        silence.object_(
            current_session(),
            current_actor(),
            silence_id=silence_id,
            block_id=request.form.get("block", ""),
            reason=request.form.get("reason", ""),
            words=request.form.get("words", ""),
        )
    flash(_("Silence is broken. Every agency is told, with your reason."))
    return redirect(url_for("silence.page", pledge_id=pledge_id), 303)


@bp.post("/silences/<int:silence_id>/remarks")
@needs(Action.BREAK_SILENCE)
def remark(silence_id: int) -> ResponseReturnValue:
    """Note something about spelling; it breaks nothing."""
    pledge_id = queries.pledge_of(current_session(), current_actor(), silence_id)
    with or_show(lambda error: _page(pledge_id, note_wrong=str(error)), Invalid):
        silence_notes.remark(
            current_session(),
            current_actor(),
            silence_id=silence_id,
            block_id=request.form.get("place", ""),
            words=request.form.get("note", ""),
        )
    flash(_("Your remark is noted. Silence goes on."))
    return redirect(url_for("silence.page", pledge_id=pledge_id), 303)


@bp.get("/silences/<int:silence_id>/certificate")
@needs(Action.SEE_PLEDGE)
def certificate(silence_id: int) -> ResponseReturnValue:
    """Show what happened, to print and to keep."""
    shown = certificates.certificate(current_session(), current_actor(), silence_id)
    return render_template("silence/certificate.html", page=shown)


@bp.post("/objections/<int:objection_id>/take-back")
@needs(Action.BREAK_SILENCE)
def take_back(objection_id: int) -> ResponseReturnValue:
    """Take an objection back; it stays on record."""
    objection = silence.take_back(current_session(), current_actor(), objection_id=objection_id)
    flash(_("The objection is taken back. Both entries stay on record, and the clock goes on."))
    pledge_id = objection.silence.version.pledge_id
    return redirect(url_for("silence.page", pledge_id=pledge_id), 303)


@bp.post("/silences/<int:silence_id>/stop")
@needs(Action.START_SILENCE)
def stop(silence_id: int) -> ResponseReturnValue:
    """Stop silence before its end."""
    pledge_id = queries.pledge_of(current_session(), current_actor(), silence_id)
    with or_show(lambda error: _page(pledge_id, stop_wrong=str(error)), Invalid):
        silence.stop(
            current_session(),
            current_actor(),
            silence_id=silence_id,
            reason=request.form.get("why", ""),
        )
    flash(_("Silence is stopped, and the text is open for drafting again. Every agency is told."))
    return redirect(url_for("silence.page", pledge_id=pledge_id), 303)


def _end(pledge_id: int) -> datetime:
    shown = queries.page(current_session(), current_actor(), pledge_id)
    return times.read(request.form.get("ends_at", ""), shown.pledge.official_zone)


def _page(pledge_id: int, **wrong: str) -> str:
    """Draw the page; `wrong` says what is to be mended, by the form it belongs to."""
    shown = queries.page(current_session(), current_actor(), pledge_id)
    zone = shown.pledge.official_zone
    return render_template(
        "silence/page.html",
        page=shown,
        checks=findings.report_of(current_session(), current_actor(), shown.latest),
        choices=[("", _("Choose one")), *_choices(shown)],
        suggested=times.field(shown.earliest, zone),
        given=request.form,
        limit=silence.REASON_LIMIT,
        **{**dict.fromkeys(_FORMS, ""), **wrong},
    )


def _choices(shown: queries.SilencePage) -> list[tuple[str, str]]:
    return [
        (row.block_id, f"{row.label}  {row.text[:60]}".strip() + ("…" if row.text[60:] else ""))
        for row in shown.blocks
    ]
