"""Two people in the same instant: exactly one outcome, and the other is told."""

import threading
from datetime import timedelta

import pytest

from tests.build import REPORTING, Build
from tests.services.joining.test_silence import MONDAY, THREE_DAYS
from workflow import db
from workflow.errors import LockRequestEnded, NotUnderSilence, Refused, TextLocked
from workflow.models import Event, OptIn, Person, Pledge, Silence
from workflow.rules.permissions import CLOCK, Role
from workflow.services.joining import locking, optins, silence
from workflow.services.people import people
from workflow.services.proving import record

pytestmark = pytest.mark.databases("postgresql")

TIMES = 8


def at_once(engine, *steps):
    """Run steps, each (moment, step), in transactions that begin together.

    Return what came of each: a value or the refusal.
    """
    ready, came = threading.Barrier(len(steps)), [None] * len(steps)

    def run(place, moment, step):
        make = db.sessions(engine, clock=lambda: moment)
        ready.wait()
        try:
            with db.transaction(make) as session:
                came[place] = step(session)
        except Refused as refusal:
            came[place] = refusal

    threads = [threading.Thread(target=run, args=(i, *step)) for i, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.fixture
def made(sessions):
    """Make something in a transaction of its own, on Monday."""

    def make(step):
        with db.transaction(sessions) as session:
            build = Build(session)
            build.at(MONDAY)
            found = step(build)
            session.info.pop("clock")
            return found

    return make


def new_pledge(build, title):
    for agency in ("IOM", "ILO", "WHO"):
        build.principal(agency)
    return build.pledge(title=title)


def asked_to_lock(build, title):
    pledge = new_pledge(build, title)
    latest = pledge.latest
    asked = locking.request(
        build.session, build.coordinator(), version_id=latest.id, seen=latest.sha256
    )
    return pledge, asked


def test_of_two_who_confirm_a_lock_one_locks_and_the_other_is_told(engine, made):
    for number in range(TIMES):

        def ask(build, number=number):
            pledge, asked = asked_to_lock(build, f"Pledge {number}")
            colleagues = [build.actor(Role.STAFF, name=name) for name in ("Ada", "Bo")]
            return asked, pledge.latest.sha256[:8], colleagues

        asked, typed, colleagues = made(ask)
        came = at_once(
            engine,
            *(
                (
                    MONDAY,
                    lambda s, c=c, a=asked.id, t=typed: locking.confirm(
                        s, c, request_id=a, typed=t
                    ),
                )
                for c in colleagues
            ),
        )

        told = [one for one in came if isinstance(one, Refused)]
        assert len(told) == 1
        assert isinstance(told[0], TextLocked | LockRequestEnded)


def test_an_objection_in_the_last_instant_breaks_silence_or_is_refused(engine, made, sessions):
    for number in range(TIMES):

        def start(build, number=number):
            pledge = new_pledge(build, f"Pledge {number}")
            running = silence.start(
                build.session,
                build.coordinator(),
                pledge_id=pledge.id,
                ends_at=MONDAY + THREE_DAYS,
            )
            return running.id, build.principal("ILO")

        silence_id, principal = made(start)
        end = MONDAY + THREE_DAYS
        objected, _ = at_once(
            engine,
            (
                end - timedelta(milliseconds=1),
                lambda s, i=silence_id, p=principal: silence.object_(
                    s, p, silence_id=i, block_id=REPORTING, reason="No."
                ),
            ),
            (end, lambda s: locking.settle_due(s, CLOCK)),
        )

        with sessions() as session:
            row = session.get_one(Silence, silence_id)
            if isinstance(objected, NotUnderSilence):
                assert (row.state, row.objections) == ("held", [])
            else:
                assert (row.state, len(row.objections)) == ("broken", 1)
            assert record.verify(session, row.version.pledge_id)


def test_the_register_holds_exactly_who_joined_before_the_lock(engine, made, sessions):
    for number in range(TIMES):

        def ask(build, number=number):
            pledge, asked = asked_to_lock(build, f"Pledge {number}")
            return pledge.id, pledge.latest.id, pledge.latest.sha256, asked.id

        pledge_id, version_id, sha256, asked_id = made(ask)
        colleague = made(lambda build: build.actor(Role.STAFF))
        principal = made(lambda build: build.principal("ILO"))
        at_once(
            engine,
            (
                MONDAY,
                lambda s, v=version_id, f=sha256, p=principal: optins.answer(
                    s, p, version_id=v, seen=f, answer="joins"
                ),
            ),
            (
                MONDAY,
                lambda s, a=asked_id, f=sha256, c=colleague: locking.confirm(
                    s, c, request_id=a, typed=f[:8]
                ),
            ),
        )

        with sessions() as session:
            kinds = {
                event.kind: event for event in session.query(Event).filter_by(pledge_id=pledge_id)
            }
            first = kinds["opt-in given"].seq < kinds["locked"].seq
            register = kinds["locked"].payload.told["opt_ins"]
            standing = {entry["agency"]: entry["standing"] for entry in register}
            assert standing["ILO"] == ("joins" if first else "not confirmed")
            assert session.query(OptIn).filter_by(version_id=version_id).count() == 1
            assert session.get_one(Pledge, pledge_id).stage == "locked"


def test_of_two_who_open_the_first_page_one_becomes_coordinator(engine, sessions):
    def begin(name):
        return lambda s: (
            people.first_run(
                s, name=name, email=f"{name}@office.example", password="correct horse battery"
            ).name
        )

    came = at_once(engine, (MONDAY, begin("ada")), (MONDAY, begin("bo")))

    assert sorted(type(one).__name__ for one in came) == ["NotFound", "str"]
    with sessions() as session:
        assert session.query(Person).count() == 1
