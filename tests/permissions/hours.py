"""What the world has of time and mail: a duty station, and replies that wait for their sender."""

from datetime import date

from workflow.models import DutyStation, Holiday, Incoming


def add_station(build, world, pledge) -> None:
    station = DutyStation(name="Geneva", zone="Europe/Zurich", holidays=[])
    station.holidays.append(Holiday(day=date(2026, 12, 25), name="Christmas"))
    build.session.add(station)
    build.session.flush()
    world.add(pledge, station_id=station.id)
    world.add(pledge, station_id=station.id, holiday_id=station.holidays[0].id)


def add_replies(build, world, round_, agencies) -> None:
    from tests.permissions.world import secret

    home = build.agency(agencies[0]).id
    world.add(round_.pledge, round_id=round_.id, agency_id=home)
    for agency in agencies:
        said = Incoming(
            key=f"{round_.id} {agency}",
            kind="comment",
            state="waits",
            received_at=build.now,
            sender="x@y.test",
            round_id=round_.id,
            agency_id=build.agency(agency).id,
            words=secret("UNSENT", agency),
        )
        build.session.add(said)
        build.session.flush()
        world.add(round_.pledge, owner=agency, incoming_id=said.id)
