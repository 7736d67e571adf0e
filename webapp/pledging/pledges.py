"""Pledges: the list, the page of one, and starting one from a text."""

import re
from collections.abc import Mapping, Sequence
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import site
from webapp.frame.auth import current_actor, needs
from webapp.frame.html import listed
from webapp.frame.security import takes_files
from webapp.frame.site import current_session
from workflow.errors import EmptyText, NoFile, NoMembers, Refused, TooLong, UnknownFile
from workflow.files import opening, receiving
from workflow.models import Pledge
from workflow.queries.pledging import next_step
from workflow.queries.pledging import pledges as queries
from workflow.rules.headings import clean_heading
from workflow.rules.permissions import Action
from workflow.rules.stages import Stage
from workflow.services.pledging import members as membership
from workflow.services.pledging import pledges, templates
from workflow.settings import Settings
from workflow.text import canonical
from workflow.text.blocks import Block, Kind
from workflow.translation import _, mark

bp = Blueprint("pledges", __name__)

KINDS = (
    mark("common pledge"),
    mark("declaration"),
    mark("set of recommendations"),
)
_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s")
ZONES = (
    "America/New_York",
    "Europe/Zurich",
    "Africa/Nairobi",
    "Asia/Bangkok",
    "America/Santiago",
    "Asia/Beirut",
    "UTC",
)


@bp.get("/pledges")
@needs(Action.SEE_PLEDGE)
def all_pledges() -> ResponseReturnValue:
    """List what the reader may see."""
    lines = queries.lines(current_session(), current_actor())
    return render_template("pledges/list.html", lines=lines)


@bp.get("/pledges/<int:pledge_id>")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show where a pledge stands."""
    session, actor = current_session(), current_actor()
    shown = queries.page(session, actor, pledge_id)
    step = next_step.of_pledge(session, actor, shown.pledge)
    return render_template("pledges/page.html", page=shown, step=step, stages=list(Stage))


@bp.get("/pledges/new")
@needs(Action.START_PLEDGE)
def new() -> ResponseReturnValue:
    """Ask for a title, a text and the agencies; `like` names an earlier pledge to start from."""
    like = request.args.get("like", 0, type=int)
    if not like:
        return _form({}, {})
    earlier = queries.find_pledge(current_session(), current_actor(), like)
    members = [str(one.agency_id) for one in earlier.members if one.left_at is None]
    return _form(_like(earlier), {}, chosen=members)


@bp.post("/pledges/file")
@needs(Action.START_PLEDGE)
@takes_files
def from_file() -> ResponseReturnValue:
    """Read a file into the field of the text, where it can be mended; nothing is created."""
    given = _given()
    wrong: dict[str, str] = {}
    noticed: list[str] = []
    try:
        given["text"], noticed = _read_file()
        given["title"] = given["title"].strip() or _first_heading(given["text"])
    except Refused as error:
        wrong["file"] = str(error)
    return _form(given, wrong, noticed), 422 if wrong else 200


@bp.post("/pledges/preview")
@needs(Action.START_PLEDGE)
@takes_files
def preview() -> ResponseReturnValue:
    """Show how the text was understood, before anything is created."""
    given = _given()
    sent = request.files.get("file")
    if sent and sent.filename and not given["text"].strip():
        return from_file()
    blocks, wrong = _check(given, request.form.getlist("agencies"))
    if wrong or "change" in request.form:
        return _form(given, wrong), 422 if wrong else 200
    return render_template(
        "pledges/preview.html",
        given=given,
        chosen=request.form.getlist("agencies"),
        blocks=blocks,
        labels=canonical.labels(blocks),
        notes=_notes(blocks),
        sha256=canonical.fingerprint(canonical.write(blocks)),
        agencies={str(one.id): one for one in queries.agencies(current_session())},
    )


@bp.post("/pledges")
@needs(Action.START_PLEDGE)
def start() -> ResponseReturnValue:
    """Start the pledge from the text that was shown."""
    given = _given()
    chosen = request.form.getlist("agencies")
    _blocks, wrong = _check(given, chosen)
    if wrong or "change" in request.form:
        return _form(given, wrong), 422 if wrong else 200
    pledge = pledges.start(
        current_session(),
        current_actor(),
        title=given["title"],
        text=given["text"],
        agencies=[int(one) for one in chosen if one.isdecimal()],
        kind=given["kind"],
        zone=given["zone"],
        sealed=given["answers"] == "sealed",
        attributed=given["names"] != "office",
        tacit=given["tacit"] == "yes",
    )
    if given["like"].isdecimal() and len(given["like"]) < 9:
        templates.take_over(current_session(), current_actor(), pledge, from_id=int(given["like"]))
    flash(
        _(
            "“{title}” is started. Its {version} is fixed under its fingerprint.",
            title=pledge.title,
            version=pledge.latest.label,
        )
    )
    return redirect(url_for("pledges.page", pledge_id=pledge.id), 303)


@bp.post("/pledges/<int:pledge_id>/agencies")
@needs(Action.EDIT_PLEDGE)
def set_members(pledge_id: int) -> ResponseReturnValue:
    """Say which agencies take part from now on."""
    chosen = [int(one) for one in request.form.getlist("agencies") if one.isdecimal()]
    membership.set_members(current_session(), current_actor(), pledge_id=pledge_id, agencies=chosen)
    flash(_("The agencies that take part are set."))
    return redirect(url_for("pledges.page", pledge_id=pledge_id), 303)


@bp.get("/pledges/<int:pledge_id>/agencies")
@needs(Action.EDIT_PLEDGE)
def members(pledge_id: int) -> ResponseReturnValue:
    """Ask which agencies take part."""
    pledge = queries.find_pledge(current_session(), current_actor(), pledge_id)
    return render_template(
        "pledges/agencies.html",
        pledge=pledge,
        agencies=queries.agencies(current_session()),
        here={member.agency_id for member in pledge.members if member.left_at is None},
    )


def _given() -> dict[str, str]:
    names = ("title", "kind", "text", "zone", "answers", "names", "tacit", "like")
    return {name: request.form.get(name, "") for name in names}


def _like(earlier: Pledge) -> dict[str, str]:
    """Fill in the form as it was filled in for an earlier pledge, without its words."""
    return {
        "kind": earlier.kind,
        "zone": earlier.official_zone,
        "answers": "sealed" if earlier.sealed_rounds else "open",
        "names": "all" if earlier.attributed else "office",
        "tacit": "yes" if earlier.tacit_answers else "",
        "like": str(earlier.id),
        "like_title": earlier.title,
    }


def _check(
    given: Mapping[str, str], chosen: Sequence[str]
) -> tuple[tuple[Block, ...], dict[str, str]]:
    """Read the text, and say beside each field what is wrong with it."""
    wrong: dict[str, str] = {}
    blocks: tuple[Block, ...] = ()
    if not chosen:
        wrong["agencies"] = str(NoMembers())
    try:
        clean_heading(given["title"], what=_("title"))
    except Refused as error:
        wrong["title"] = str(error)
    try:
        blocks = _read(given["text"], site.site().settings)
    except Refused as error:
        wrong["text"] = str(error)
    return blocks, wrong


def _read(text: str, settings: Settings) -> tuple[Block, ...]:
    if len(text.encode()) > settings.max_text_kilobytes * 1024:
        raise TooLong(limit=settings.max_text_kilobytes)
    blocks = canonical.read(text)
    if not blocks:
        raise EmptyText
    return blocks


def _notes(blocks: Sequence[Block]) -> list[str]:
    """Say what somebody who pasted a text may have meant otherwise."""
    notes = []
    kinds = {block.kind for block in blocks}
    numbers = [b for b in blocks if b.kind is Kind.PARAGRAPH and _NUMBER.match(b.text)]
    if Kind.HEADING not in kinds:
        notes.append(_("We found no headings. Go back and put “# ” before a line to make it one."))
    if numbers and Kind.NUMBERED not in kinds:
        notes.append(
            _(
                "The numbers do not run 1, 2, 3 … through the text, so they stay part of the "
                "words. Numbers that run are set by us and follow when paragraphs move."
            )
        )
    return notes


def _read_file() -> tuple[str, list[str]]:
    """Return the text of the file that was sent, and what a person should know about it."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise NoFile
    data = sent.stream.read()
    received = receiving.receive(data)
    document = received.document
    if document is None:
        raise UnknownFile
    noticed = [str(one) for one in (*document.unsupported, *document.warnings)]
    if authors := document.authors():
        who = listed(authors)
        noticed.insert(0, _("Its tracked changes were taken as accepted: those of {who}.", who=who))
    return canonical.write(opening.blocks_of(data)), noticed


def _first_heading(text: str) -> str:
    """Return what a text calls itself, as a title to begin with."""
    return next((one.text for one in canonical.read(text) if one.kind is Kind.HEADING), "")


def _form(
    given: Mapping[str, str],
    wrong: Mapping[str, str],
    noticed: Sequence[str] = (),
    *,
    chosen: Sequence[str] = (),
) -> str:
    return render_template(
        "pledges/new.html",
        noticed=noticed,
        given=given,
        wrong=wrong,
        chosen=chosen or request.form.getlist("agencies"),
        agencies=queries.agencies(current_session()),
        kinds=[(one, _(one).capitalize()) for one in KINDS],
        zones=ZONES,
        more_zones=sorted(available_timezones() - set(ZONES)),
    )
