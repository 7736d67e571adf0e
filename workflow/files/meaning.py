"""What it means for a reader that something in a package is broken, and what to do then."""

from workflow.files.findings import Verdict
from workflow.files.package import KEYS, RECORD, SEAL, SIGNATURES, STAMP, TEXT
from workflow.translation import _, mark

RECEIPTS = "receipts"

_WORST_FIRST = (
    (
        {"package"},
        mark(
            "The file is not as it was handed out: it was cut off, packed again, or changed, or it "
            "never was a package. Nothing in it is proved."
        ),
    ),
    (
        {SEAL, SIGNATURES, KEYS},
        mark(
            "The key that you know, or that came along, does not vouch for this package as it is. "
            "Anybody could have made it."
        ),
    ),
    ({TEXT}, mark("These are not the words that were locked. Do not rely on them.")),
    (
        {RECORD},
        mark("The record was changed, cut off or written anew. What it tells is not proved."),
    ),
    (
        {RECEIPTS},
        mark(
            "A mail that you named says something else than this package, or has no line “pledge, "
            "entry, head” at its end. What stands in your own mailbox is the stronger witness."
        ),
    ),
    ({STAMP}, mark("The time is not proved. Text, names and record can still be right.")),
)

_OTHER = mark(
    "This part is not what was sealed with the text. Parts that hold are what was sealed."
)


def meaning(verdict: Verdict) -> str:
    """Say what the worst thing that is broken means: what a reader can no longer rely on."""
    places = {_group(one.place) for one in verdict.broken}
    return _(next((words for these, words in _WORST_FIRST if these & places), _OTHER))


def advice() -> str:
    """Say what to do when anything is broken."""
    return _(
        "Get the package again, from the page of the text or from a colleague, and check that "
        "copy. If it breaks at the same place, keep both files and your mails, and tell the "
        "coordinator's office."
    )


def _group(place: str) -> str:
    """Return the file that a place belongs to; all mails are one."""
    file = place.split(",", maxsplit=1)[0]
    return RECEIPTS if file.endswith(".eml") else file
