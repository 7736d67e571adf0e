"""Meetings: who comes, the agenda, notes, decisions, and the summary as a page or a file."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, needs
from webapp.frame.downloads import download, official
from webapp.frame.site import current_session, or_show
from workflow.db import now
from workflow.errors import Conflict, Invalid, Missing, NotFound
from workflow.files import pdf
from workflow.files.papers import making
from workflow.files.papers.making import Edition
from workflow.files.papers.word import as_word
from workflow.models import Meeting
from workflow.queries.outside import meetings as queries
from workflow.queries.pledging import pledges as pledge_queries
from workflow.rules import action_points as rules
from workflow.rules.permissions import Action, Role
from workflow.services.outside import action_points, chasing, meetings, summaries
from workflow.services.outside.meetings import Comer
from workflow.text.canonical import labels
from workflow.translation import _

bp = Blueprint("meetings", __name__)

HUBS = ("America/New_York", "Europe/Zurich", "Africa/Nairobi", "Asia/Bangkok", "UTC")


@bp.get("/pledges/<int:pledge_id>/meetings")
@needs(Action.SEE_MEETINGS)
def every(pledge_id: int) -> ResponseReturnValue:
    """List the meetings about a pledge."""
    pledge, lines = queries.lines(current_session(), current_actor(), pledge_id)
    return render_template("meetings/list.html", pledge=pledge, lines=lines, when=when)


@bp.get("/pledges/<int:pledge_id>/meetings/new")
@needs(Action.RUN_MEETING)
def new(pledge_id: int) -> ResponseReturnValue:
    """Ask who meets, when and where."""
    return _form(pledge_id, {}, "")


@bp.post("/pledges/<int:pledge_id>/meetings")
@needs(Action.RUN_MEETING)
def call(pledge_id: int) -> ResponseReturnValue:
    """Put a meeting on record."""
    form = request.form
    pledge_queries.find_pledge(current_session(), current_actor(), pledge_id)
    with or_show(lambda error: _form(pledge_id, form, str(error)), Invalid):
        zone = form.get("zone", "") or "UTC"
        starts_at = times.read(_needed("starts", _("when it starts")), zone)
        ends_at = times.read(_needed("ends", _("when it ends")), zone)
        row = meetings.call(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            body=form.get("body", ""),
            level=form.get("level", ""),
            starts_at=starts_at,
            ends_at=ends_at,
            zone=zone,
            place=form.get("place", ""),
        )
        meetings.set_agenda(
            current_session(),
            current_actor(),
            meeting_id=row.id,
            lines=form.get("agenda", "").splitlines(),
        )
    return redirect(url_for("meetings.page", meeting_id=row.id), 303)


@bp.get("/meetings/<int:meeting_id>")
@needs(Action.SEE_MEETINGS)
def page(meeting_id: int) -> ResponseReturnValue:
    """Show a meeting: what it is about, who owes what, and for the office the notes."""
    return _page(meeting_id)


@bp.post("/meetings/<int:meeting_id>/agenda")
@needs(Action.RUN_MEETING)
def set_agenda(meeting_id: int) -> ResponseReturnValue:
    """Write the agenda."""
    lines = request.form.get("agenda", "").splitlines()
    with or_show(lambda error: _page(meeting_id, wrong=str(error)), Invalid):
        meetings.set_agenda(current_session(), current_actor(), meeting_id=meeting_id, lines=lines)
    return redirect(url_for("meetings.page", meeting_id=meeting_id), 303)


@bp.post("/meetings/<int:meeting_id>/participants")
@needs(Action.RUN_MEETING)
def add_participants(meeting_id: int) -> ResponseReturnValue:
    """Write down who came, or take somebody off the list."""
    session, actor, form = current_session(), current_actor(), request.form
    with or_show(lambda error: _page(meeting_id, wrong=str(error)), Invalid):
        if form.get("remove", "").isdecimal():
            meetings.remove_participant(
                session, actor, meeting_id=meeting_id, participant_id=_number("remove") or 0
            )
        else:
            meetings.add_participants(
                session, actor, meeting_id=meeting_id, comers=_comers(meeting_id)
            )
    return redirect(url_for("meetings.page", meeting_id=meeting_id) + "#participants", 303)


@bp.post("/meetings/<int:meeting_id>/notes")
@needs(Action.RUN_MEETING)
def note(meeting_id: int) -> ResponseReturnValue:
    """Write down what was said or decided, or take a note out."""
    session, actor, form = current_session(), current_actor(), request.form
    with or_show(lambda error: _page(meeting_id, wrong=str(error)), Invalid):
        if form.get("out", "").isdecimal():
            meetings.take_out(session, actor, meeting_id=meeting_id, note_id=_number("out") or 0)
        else:
            meetings.add_note(
                session,
                actor,
                meeting_id=meeting_id,
                text=form.get("text", ""),
                item_id=_number("item"),
                agency_id=_number("agency"),
                attributed=form.get("named") == "yes",
                decision=form.get("kind") == "decision",
            )
    return redirect(url_for("meetings.page", meeting_id=meeting_id) + "#notes", 303)


@bp.post("/meetings/<int:meeting_id>/summary")
@needs(Action.RUN_MEETING)
def circulate(meeting_id: int) -> ResponseReturnValue:
    """Make the summary a text for comments."""
    row = queries.find(current_session(), current_actor(), meeting_id)
    with or_show(lambda error: _page(meeting_id, wrong=str(error)), Invalid, Conflict):
        deadline = times.read(_needed("deadline", _("until when comments can come")), row.zone)
        round_ = summaries.circulate(
            current_session(), current_actor(), meeting_id=meeting_id, deadline=deadline
        )
    flash(_("The summary is with the agencies that took part. They comment on it as on any text."))
    return redirect(url_for("rounds.page", round_id=round_.id), 303)


@bp.get("/meetings/<int:meeting_id>/summary.docx")
@needs(Action.SEE_MEETINGS)
@official
def summary_docx(meeting_id: int) -> ResponseReturnValue:
    """Hand out the summary as a Word file."""
    shown = queries.summary(current_session(), current_actor(), meeting_id)
    summary = Edition(shown.title, shown.label, shown.blocks, shown.sha256, shown.at)
    made = as_word(making.text(summary, kind=shown.status.value))
    return download(made, shown.title, kind="docx")


@bp.get("/meetings/<int:meeting_id>/summary.pdf")
@needs(Action.SEE_MEETINGS)
@official
def summary_pdf(meeting_id: int) -> ResponseReturnValue:
    """Hand out the summary as a PDF."""
    shown = queries.summary(current_session(), current_actor(), meeting_id)
    names = labels(shown.blocks)
    made = pdf.summary(
        title=shown.title,
        status=shown.status.value,
        label=shown.label,
        sha256=shown.sha256,
        at=shown.at,
        blocks=[(block, names.get(block.id, "")) for block in shown.blocks],
    )
    if made is None:
        raise NotFound(what=_("PDF; a letter in it has no font here, the Word file holds it"))
    return download(made, shown.title, kind="pdf")


def when(row: Meeting) -> str:
    """Say when a meeting is, on its own clock."""
    zone = ZoneInfo(row.zone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    return _(
        "{day}, {start} to {end} ({place})",
        day=times.day(starts),
        start=f"{starts:%H:%M}",
        end=f"{ends:%H:%M}",
        place=times.place(row.zone),
    )


def _comers(meeting_id: int) -> list[Comer]:
    form = request.form
    known = queries.page(current_session(), current_actor(), meeting_id).known
    chosen = set(form.getlist("people"))
    found = [
        Comer(
            name=person.name,
            agency_id=grant.agency_id,
            capacity="coordinator" if grant.role == Role.COORDINATOR else _usual(grant.role),
        )
        for person, grant in known
        if str(grant.id) in chosen
    ]
    if form.get("name", "").strip():
        found.append(
            Comer(
                name=form.get("name", ""),
                agency_id=_number("agency"),
                title=form.get("title", ""),
                capacity=form.get("capacity", ""),
                stands_in_for=form.get("stands_in_for", ""),
            )
        )
    if not found:
        raise Missing(what=_("at least one participant"))
    return found


def _usual(role: str) -> str:
    return meetings.HEAD if role == Role.PRINCIPAL else meetings.WORKING


def _needed(name: str, what: str) -> str:
    value = request.form.get(name, "").strip()
    if not value:
        raise Missing(what=what)
    return value


def _number(name: str) -> int | None:
    value = request.form.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _page(meeting_id: int, *, wrong: str = "") -> str:
    shown = queries.page(current_session(), current_actor(), meeting_id)
    soon = rules.soon(chasing.official(shown.pledge), now(current_session()))
    return render_template(
        "meetings/page.html",
        page=shown,
        when=when,
        given=request.form,
        wrong=wrong,
        capacities=[(one, _(one).capitalize()) for one in meetings.CAPACITIES],
        members=[m.agency for m in shown.pledge.members if m.left_at is None],
        soon=times.field(soon, shown.row.zone),
        purpose=action_points.FINAL_REVISIONS,
    )


def _form(pledge_id: int, given: Mapping[str, str], wrong: str) -> str:
    pledge = pledge_queries.find_pledge(current_session(), current_actor(), pledge_id)
    return render_template(
        "meetings/new.html",
        pledge=pledge,
        given=given,
        wrong=wrong,
        usual_body=meetings.USUAL_BODY,
        levels=[(one, _(one)) for one in meetings.LEVELS],
        zones=[(zone, times.place(zone)) for zone in HUBS],
    )
