"""The texts, phrases and gaps beside a pledge, for the walk through all addresses."""

from tests.build import Build
from workflow.models import Pledge
from workflow.rules.checks.guide import Use
from workflow.services.pledging import alignment, language, references


def add_beside(build: Build, world, pledge: Pledge) -> None:
    """Put something of each kind beside a pledge, and tell how addresses name them."""
    office = build.coordinator()
    text = references.add(
        build.session,
        office,
        pledge_id=pledge.id,
        title="A report",
        use=Use.ALIGN.value,
        text="Listen to migrants.\n\nReport on it.",
    )
    phrase = language.add(
        build.session,
        office,
        pledge_id=pledge.id,
        words="leave no one behind",
        source="A/RES/70/1, paragraph 4",
    )
    gap = alignment.add_gap(
        build.session,
        office,
        pledge_id=pledge.id,
        region="Africa",
        source="Regional review",
        words="Nobody asks migrants.",
    )
    for numbers in ({"reference_id": text.id}, {"phrase_id": phrase.id}, {"gap_id": gap.id}):
        world.add(pledge, **numbers)
