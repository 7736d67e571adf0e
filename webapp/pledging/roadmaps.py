"""The roadmap of a pledge: as a page with a picture, for everybody, and as a calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.frame import times
from webapp.frame.auth import current_actor, find_viewer, needs, public
from webapp.frame.downloads import official
from webapp.frame.site import current_session, or_show
from workflow.db import now
from workflow.errors import Invalid, Missing
from workflow.files import ical
from workflow.models import Milestone, Pledge, Roadmap
from workflow.queries.pledging import pledges as pledge_queries
from workflow.rules import roadmaps as rules
from workflow.rules.moments import short
from workflow.rules.permissions import Action
from workflow.services.pledging import roadmaps, templates
from workflow.translation import _, language, mark, n_

bp = Blueprint("roadmaps", __name__)

HUBS = ("America/New_York", "Europe/Zurich")
CITIES = (mark("New York"), mark("Geneva"))
"""What people call the two hubs; Geneva keeps the clock of Zurich."""

ZONES = (*HUBS, "Africa/Nairobi", "Asia/Bangkok", "UTC")
KNOWN = frozenset(available_timezones())
FEED_ALARMS = (timedelta(days=-1),)


@dataclass(frozen=True, slots=True)
class Row:
    """A milestone on the clocks of New York and Geneva, and of the reader."""

    title: str
    place: str
    needs: str
    clocks: Sequence[str]
    iso: str
    past: bool
    public: bool
    event: bool = False


@bp.get("/pledges/<int:pledge_id>/roadmap")
@needs(Action.SEE_PLEDGE)
def page(pledge_id: int) -> ResponseReturnValue:
    """Show the roadmap to those who work on the pledge."""
    return _page(pledge_id, {}, "")


@bp.post("/pledges/<int:pledge_id>/roadmap")
@needs(Action.PLAN_ROADMAP)
def plan(pledge_id: int) -> ResponseReturnValue:
    """Plan it backwards from the event."""
    form = request.form
    pledge_queries.find_pledge(current_session(), current_actor(), pledge_id)
    with or_show(lambda error: _page(pledge_id, form, str(error)), Invalid):
        if not form.get("at", "").strip():
            raise Missing(what=_("when the event is"))
        zone = form.get("zone", "") or "UTC"
        roadmaps.plan(
            current_session(),
            current_actor(),
            pledge_id=pledge_id,
            event=form.get("event", ""),
            event_at=times.read(form.get("at", ""), zone),
            zone=zone,
            lines=form.get("milestones", "").splitlines(),
            public=form.get("public") == "yes",
        )
    flash(_("The roadmap is planned. Whoever subscribed to its calendar sees the new days."))
    return redirect(url_for("roadmaps.page", pledge_id=pledge_id), 303)


@bp.get("/roadmaps/<token>")
@public
def open_page(token: str) -> ResponseReturnValue:
    """Show the public milestones to everybody."""
    roadmap = roadmaps.find_public(current_session(), token)
    shown = [one for one in roadmap.milestones if one.public]
    return render_template(
        "roadmaps/public.html",
        roadmap=roadmap,
        zones=sorted(KNOWN),
        chosen=request.args.get("zone", ""),
        **_shown(roadmap, shown),
    )


@bp.get("/roadmaps/<token>/picture.svg")
@public
def picture(token: str) -> ResponseReturnValue:
    """Hand out the picture of the public milestones."""
    roadmap = roadmaps.find_public(current_session(), token)
    shown = [one for one in roadmap.milestones if one.public]
    drawn = render_template("roadmaps/picture.svg", roadmap=roadmap, **_shown(roadmap, shown))
    return Response(drawn, mimetype="image/svg+xml")


@bp.get("/roadmaps/<token>/calendar.ics")
@public
@official
def calendar(token: str) -> ResponseReturnValue:
    """Hand out the roadmap as a calendar to subscribe to."""
    roadmap, shown = roadmaps.find_feed(current_session(), token)
    whole = shown == roadmap.milestones
    link = url_for("roadmaps.open_page", token=roadmap.address, _external=True)
    if not roadmap.public:
        link = url_for("roadmaps.page", pledge_id=roadmap.pledge_id, _external=True)
    moments = [(one.title, one.place, one.at) for one in shown]
    moments.append((roadmap.event, "", roadmap.event_at))
    entries = [
        ical.Entry(
            uid=f"roadmap-{roadmap.id}-{'m' if whole else 'p'}{number}@onevoice",
            sequence=int(roadmap.planned_at.timestamp()) - 1_600_000_000,
            at=at,
            written_at=roadmap.planned_at,
            title=f"{title} ({place})" if place else title,
            words=roadmap.pledge.title,
            link=link,
            alarms=FEED_ALARMS,
        )
        for number, (title, place, at) in enumerate(moments)
    ]
    made = ical.feed(entries, name=_("Roadmap: {title}", title=roadmap.pledge.title))
    return Response(made, mimetype="text/calendar")


def _page(pledge_id: int, given: Mapping[str, str], wrong: str) -> str:
    session, actor = current_session(), current_actor()
    pledge: Pledge = pledge_queries.find_pledge(session, actor, pledge_id)
    roadmap = roadmaps.find(session, pledge_id)
    zone = roadmap.zone if roadmap else pledge.official_zone
    return render_template(
        "roadmaps/page.html",
        pledge=pledge,
        roadmap=roadmap,
        given=given,
        wrong=wrong,
        zones=[(one, times.place(one)) for one in dict.fromkeys((zone, *ZONES))],
        zone=zone,
        at=times.field(roadmap.event_at, zone) if roadmap else "",
        lines=roadmaps.lines_of(roadmap)
        if roadmap
        else templates.milestones_like(pledge) or rules.USUAL,
        **(_shown(roadmap, roadmap.milestones) if roadmap else {}),
    )


def _lines(pledge: Pledge, roadmap: Roadmap | None) -> str:
    if roadmap:
        return roadmaps.lines_of(roadmap)
    return templates.milestones_like(pledge) or rules.USUAL


def _shown(roadmap: Roadmap, milestones: Sequence[Milestone]) -> dict[str, object]:
    viewer, moment = find_viewer(), now(current_session())
    own = viewer.zone if viewer else request.args.get("zone", "")
    own = own if own in KNOWN and own not in HUBS else ""
    zones = [*HUBS, own] if own else list(HUBS)
    rows = [
        Row(
            title=one.title,
            place=one.place,
            needs=_needs(one),
            clocks=[short(one.at, zone) for zone in zones],
            iso=one.at.isoformat(),
            past=one.at <= moment,
            public=one.public,
        )
        for one in milestones
    ]
    event_at = roadmap.event_at
    clocks = [short(event_at, zone) for zone in zones]
    rows.append(
        Row(
            title=roadmap.event,
            place="",
            needs="",
            clocks=clocks,
            iso=event_at.isoformat(),
            past=event_at <= moment,
            public=True,
            event=True,
        )
    )
    return {
        "rows": rows,
        "places": [
            *map(_, CITIES),
            *([_("Your time ({place})", place=times.place(own))] if own else []),
        ],
        "bars": _bars(roadmap, milestones, moment),
        "event_day": _day(event_at, roadmap.zone),
        "late": bool(milestones) and milestones[0].at < roadmap.planned_at,
    }


def _bars(roadmap: Roadmap, milestones: Sequence[Milestone], moment: datetime) -> list[rules.Bar]:
    told = [(one.title, one.place, one.at) for one in milestones]
    bars = rules.bars(told, roadmap.event_at, zone=roadmap.zone, now=moment)
    return [
        replace(bar, day=_day(one.at, roadmap.zone))
        for bar, one in zip(bars, milestones, strict=True)
    ]


def _day(at: datetime, zone: str) -> str:
    """Say a day in the few characters that a picture has."""
    return format_date(at.astimezone(ZoneInfo(zone)), "EEE d MMM y", locale=language())


def _needs(one: Milestone) -> str:
    """Say how much time a milestone needs."""
    if one.unit == rules.Unit.SILENCE:
        return _(rules.Unit.SILENCE)
    if one.unit == rules.Unit.WORKING_DAYS:
        return n_("{number} working day", "{number} working days", one.needs)
    return n_("{number} day", "{number} days", one.needs)
