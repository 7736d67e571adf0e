"""What happens beside a locked text of the story, so that every table has rows."""

from datetime import timedelta

from sqlalchemy import select

from tests.build import Build
from tests.services.joining import test_commitments as promising
from workflow.models import Pledge, Remark, Silence
from workflow.services.joining import commitments, corrections, on_behalf
from workflow.services.proving import record


def report_on_a_joint_pledge(session, pledge_id):
    """Two agencies promise something together, and say how far they are."""
    build = Build(session)
    session.info["clock"] = None
    build.agency("ZZZ")  # it takes no part
    partner = build.agency("WHO").id
    pledge = session.get_one(Pledge, pledge_id)
    own = promising.draft(session, build, pledge, partners=[partner])
    promising.clear(session, build, own)
    commitments.register(session, build.coordinator(), specific_pledge_id=own.id)
    commitments.confirm_partner(session, build.focal_point("WHO"), specific_pledge_id=own.id)
    promising.report(session, build, own)
    promising.edit(session, build, own, title="Guides for all")


def say_more_beside_the_text(session, pledge_id):
    """A correction with an objection, an answer by telephone, a remark under the silence."""
    build = Build(session)
    version = session.get_one(Pledge, pledge_id).latest
    block = next(row for row in version.rows if row.kind == "numbered")
    row = corrections.propose(
        session,
        build.focal_point("WHO"),
        version_id=version.id,
        block_id=block.block_id,
        old=block.text,
        new=block.text.replace(",", "", 1),
        reason="A comma.",
    )
    ends_at = build.now + timedelta(days=21)
    corrections.open_to_objections(
        session, build.coordinator(), corrigendum_id=row.id, ends_at=ends_at
    )
    corrections.object_(session, build.principal("WHO"), corrigendum_id=row.id, reason="It is not.")
    on_behalf.write_down(
        session,
        build.coordinator(),
        version_id=version.id,
        seen=version.sha256,
        agency_id=build.agency("WHO").id,
        answer="does not join",
        said="By telephone.",
    )
    held = session.scalars(select(Silence.id)).first()
    by, who = build.focal_point("WHO"), build.agency("WHO").id
    made = {"block_id": block.block_id, "words": "A comma.", "made_by": by.person_id}
    noted = Remark(silence_id=held, agency_id=who, made_at=build.now, **made)
    session.add(noted)
    session.flush()
    record.write(session, by, version.pledge, "remark made", {}, rows=[noted])
