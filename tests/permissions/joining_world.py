"""The things of joining that have addresses: delegates, answers that the office wrote down."""

from datetime import timedelta

from sqlalchemy import select

from tests.build import REPORTING, Build
from tests.permissions.world import SIDES, World, make_pledge, secret, with_texts
from workflow.models import Authority, Grant, Pledge
from workflow.rules.permissions import Role
from workflow.services.joining import (
    corrections,
    locking,
    on_behalf,
    optins,
    silence,
    specific_pledges,
)


def add_to(build: Build, world: World) -> None:
    """Add the things of joining that have addresses of their own."""
    for agencies in SIDES.values():
        _under_silence(build, world, agencies)
        _silence_over(build, world, agencies)
        _lock_asked_for(build, world, agencies)
        _corrected(build, world, agencies)
        pledge = build.pledge(title=f"Joining {agencies[0]}", agencies=agencies)
        world.add(pledge, pledge_id=pledge.id)
        for agency in agencies:
            _written_down(build, world, pledge, agency)
            row = build.session.scalars(
                select(Authority).join(Grant).where(Grant.agency_id == build.agency(agency).id)
            ).first()
            world.add(pledge, owner=agency, authority_id=row.id)


def _written_down(build: Build, world: World, pledge: Pledge, agency: str) -> None:
    """An answer by telephone that waits to be confirmed; its words are for the agency."""
    words = secret("CONDITION", agency)
    row = on_behalf.write_down(
        build.session,
        build.coordinator(),
        version_id=pledge.latest.id,
        seen=pledge.latest.sha256,
        agency_id=build.agency(agency).id,
        answer="joins on a condition",
        said=f"By telephone: {words}",
        words=words,
        must_contain=words,
    )
    world.add(pledge, owner=agency, on_behalf_id=row.id)


def _corrected(build: Build, world: World, agencies) -> None:
    """A locked text with a correction that was proposed and one that is open to objections."""
    pledge = make_pledge(build, agencies, "Corrected")
    version = pledge.latest
    asker = build.actor(Role.STAFF, name="Asker")
    asked = locking.request(build.session, asker, version_id=version.id, seen=version.sha256)
    locking.confirm(
        build.session, build.coordinator(), request_id=asked.id, typed=version.sha256[:8]
    )
    for agency in agencies:
        row = corrections.propose(
            build.session,
            build.focal_point(agency),
            version_id=version.id,
            block_id=REPORTING,
            old="report once a year",
            new="report, once a year,",
            reason="A comma is missing.",
        )
        world.add(pledge, corrigendum_id=row.id)
    with_texts(world, pledge)


def _silence_over(build: Build, world: World, agencies) -> None:
    """A silence that was broken, with its certificate."""
    pledge = make_pledge(build, agencies, "Silent")
    ends_at = build.now + timedelta(days=7)
    over = silence.start(build.session, build.coordinator(), pledge_id=pledge.id, ends_at=ends_at)
    silence.stop(build.session, build.coordinator(), silence_id=over.id, reason="A slip.")
    world.add(pledge, silence_id=over.id)
    with_texts(world, pledge)


def _under_silence(build: Build, world: World, agencies) -> None:
    pledge = make_pledge(build, agencies, "Silence")
    running = silence.start(
        build.session,
        build.coordinator(),
        pledge_id=pledge.id,
        ends_at=build.now + timedelta(days=7),
    )
    world.add(pledge, silence_id=running.id)
    with_texts(world, pledge)
    for agency in agencies:
        objection = silence.object_(
            build.session,
            build.principal(agency),
            silence_id=running.id,
            block_id=REPORTING,
            reason="Too weak.",
        )
        world.add(pledge, owner=agency, objection_id=objection.id)


def _lock_asked_for(build: Build, world: World, agencies) -> None:
    pledge = make_pledge(build, agencies, "Lock")
    version = pledge.latest
    for agency in agencies:
        words = secret("CONDITION", agency)
        optins.answer(
            build.session,
            build.principal(agency),
            version_id=version.id,
            seen=version.sha256,
            answer="joins on a condition",
            words=words,
            must_contain=words,
        )
        own = specific_pledges.start(
            build.session,
            build.focal_point(agency),
            pledge_id=pledge.id,
            title=f"Ours {secret('SPECIFIC', agency)}",
            description=secret("SPECIFIC", agency),
        )
        world.add(pledge, owner=agency, specific_pledge_id=own.id)
    asker = build.actor(Role.STAFF, name="Asker")
    asked = locking.request(build.session, asker, version_id=version.id, seen=version.sha256)
    world.add(pledge, request_id=asked.id)
    with_texts(world, pledge)
