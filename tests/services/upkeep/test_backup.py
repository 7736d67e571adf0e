"""A backup is one moment, comes back whole into either database, or not at all."""

from datetime import date

import pytest

from tests.build import Build
from workflow import db, migrations
from workflow.errors import BackupBroken, NotEmpty, TextLocked
from workflow.models import DutyStation, Event, Holiday, Pledge, Revision, Version
from workflow.rules.permissions import Role
from workflow.services.joining import locking
from workflow.services.pledging import members
from workflow.services.upkeep import backup


@pytest.fixture
def filled(sessions):
    """A pledge with an answered, published round; another that is locked."""
    with db.transaction(sessions) as session:
        build = Build(session)
        station = DutyStation(name="Geneva", zone="Europe/Zurich")
        station.holidays = [Holiday(day=date(2026, 12, 25), name="Christmas")]
        session.add(station)
        build.revision("ILO", {"b3": "We will listen to all migrants. – Für alle, 所有人."})
        build.publish()
        version = build.pledge(title="Another pledge").latest
        asked = locking.request(
            session, build.coordinator(), version_id=version.id, seen=version.sha256
        )
        other = build.actor(Role.STAFF)
        locking.confirm(session, other, request_id=asked.id, typed=version.sha256[:8])
    return sessions


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request, tmp_path, postgres):
    """An empty database of either kind."""
    name = postgres.create()
    here = {"sqlite": f"sqlite:///{tmp_path / 'elsewhere.db'}", "postgresql": postgres.url(name)}
    engine = db.connect(here[request.param])
    migrations.upgrade(engine)
    yield db.sessions(engine)
    engine.dispose()
    postgres.drop(name)


def dump(sessions) -> list[str]:
    with sessions() as session:
        backup.one_moment(session)
        return list(backup.dump(session, revision="0001"))


def load(sessions, lines) -> int:
    backup.check(lines)
    with db.transaction(sessions) as session:
        return backup.load(session, lines)


def test_everything_comes_back_in_either_database(filled, elsewhere):
    lines = dump(filled)

    rows = load(elsewhere, lines)

    assert rows == len(lines) - 2
    assert dump(elsewhere)[1:-1] == lines[1:-1]
    with elsewhere() as session:
        assert backup.verify_records(session) == session.query(Event).count() > 5


def test_work_goes_on_while_a_backup_is_made_and_is_not_in_it(filled):
    with filled() as session:
        backup.one_moment(session)
        lines = backup.dump(session, revision="0001")
        begun = [next(lines), next(lines)]

        with db.transaction(filled) as other:
            Build(other).agency("UNHCR")

        whole = [*begun, *lines]
    assert backup.check(whole) == "0001"
    assert not any("UNHCR" in line for line in whole)


def test_work_goes_on_after_a_restore(filled, elsewhere):
    load(elsewhere, dump(filled))

    with db.transaction(elsewhere) as session:
        build = Build(session)
        pledge = session.query(Pledge).filter_by(title="A common pledge").one()
        build.revision("WHO", {"b4": "We will report twice."}, round_=build.round(pledge))
        assert session.query(Revision).count() == 2


def test_what_was_locked_is_locked_again(filled, elsewhere):
    load(elsewhere, dump(filled))

    with elsewhere() as session:
        build = Build(session)
        locked = session.query(Version).filter(Version.locked_at.is_not(None)).one()
        with pytest.raises(TextLocked):
            members.set_members(
                session,
                build.coordinator(),
                pledge_id=locked.pledge_id,
                agencies=[build.agency("ILO").id],
            )


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    "broken",
    [
        lambda lines: lines[:-1],
        lambda lines: lines[:5] + lines[6:],
        lambda lines: [*lines[:5], lines[5].replace('"id": ', '"id": 1'), *lines[6:]],
        lambda lines: [*lines, lines[3]],
        lambda lines: ["{}\n", *lines[1:]],
        lambda _lines: ["no json\n"],
        lambda _lines: [],
    ],
)
def test_a_damaged_backup_is_refused(filled, broken):
    with pytest.raises(BackupBroken):
        backup.check(broken(dump(filled)))


@pytest.mark.databases("sqlite")
def test_a_backup_never_overwrites_anything(filled):
    with pytest.raises(NotEmpty):
        load(filled, dump(filled))
