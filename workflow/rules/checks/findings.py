"""What a check says: one finding, where it is, how grave it is, and what to do about it."""

from dataclasses import dataclass
from enum import IntEnum

from workflow.translation import mark

NAMES = {
    "L1": mark("List of themes"),
    "L2": mark("Overlap with another text"),
    "L3": mark("Length"),
    "L4": mark("Acronyms"),
    "L5": mark("Agreed language"),
    "L6": mark("United Nations style"),
    "L7": mark("Can be measured"),
    "L8": mark("Readability"),
    "L9": mark("Language that includes everybody"),
    "L10": mark("Doubled words"),
    "L11": mark("References to paragraphs"),
    "L12": mark("Strength of promises"),
    "L13": mark("Short names"),
    "L14": mark("Brackets and notes"),
    "L15": mark("Facts in editorial changes"),
    "L16": mark("Words of another subject"),
    "L17": mark("Other languages"),
    "L18": mark("One purpose for a change"),
    "L19": mark("Voices of stakeholders"),
    "L20": mark("Conditions of agencies"),
}
"""What people call each check."""


class Severity(IntEnum):
    """How grave a finding is. Nothing here ever stops an agency from sending its answer."""

    INFO = 1
    STYLE = 2
    WARN = 3
    ERROR = 4
    BLOCK = 5
    """Must be mended before silence and lock."""

    @property
    def word(self) -> str:
        """The word for people and for scripts: "warn"."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words, and whether the other text has the same ones."""

    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Two passages side by side: ours, and what another text says."""

    title: str
    place: str
    """Where it stands there: "A/RES/73/195, paragraph 15"."""
    ours: tuple[Run, ...]
    theirs: tuple[Run, ...]
    share: float
    """How much of ours stands there, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check noticed.

    `start` and `end` are characters of the block's text; without a block it is about the whole
    text. `mend` is what may safely stand there instead. Two findings are the same, before and
    after a change, if they have the same rule, block and subject.
    """

    rule: str
    severity: Severity
    says: str
    block: str = ""
    start: int = 0
    end: int = 0
    quote: str = ""
    subject: str = ""
    mend: str | None = None
    beside: Beside | None = None

    @property
    def name(self) -> str:
        """What people call the check."""
        return NAMES[self.rule]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same finding as another one."""
        return self.rule, self.block, self.subject or self.quote.casefold()
