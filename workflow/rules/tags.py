"""Tags: short words by which people find paragraphs and phrases again."""

from workflow.errors import BadText
from workflow.text.canonical import clean
from workflow.translation import _

MANY = 20
LONGEST = 60
"""Characters; what is longer is a sentence."""


def tags_of(given: str) -> list[str]:
    """Return tags as people type them, each once, without commas around them."""
    found = [" ".join(one.split()) for one in clean(given).replace("\n", ",").split(",")]
    tags = list(dict.fromkeys(one for one in found if one))
    if len(tags) > MANY or any(len(one) > LONGEST for one in tags):
        raise BadText(
            reason=_(
                "there are at most {many} tags of at most {longest} characters",
                many=MANY,
                longest=LONGEST,
            )
        )
    return tags
