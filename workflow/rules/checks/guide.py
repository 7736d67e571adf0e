"""The drafting guide: what the members of a pledge agreed that their text should be like.

A guide is a plain value. The words of a guide belong to its pledge and are edited by people; what
stands here is what a pledge starts with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflow.rules.checks.findings import Severity
from workflow.text.blocks import Block

THEMES: Mapping[str, tuple[str, ...]] = {
    "lives and rescue": (
        "saving lives", "save lives", "search and rescue", "missing migrants", "rescue*",
    ),
    "regular pathways": (
        "pathway*", "visa*", "labour mobility", "labor mobility", "family reunification",
        "family unity", "admission", "circular migration",
    ),
    "work": (
        "decent work", "fair recruitment", "ethical recruitment", "recruitment", "social dialogue",
        "labour rights", "labour migration", "skills recognition", "remittance*", "employment",
        "livelihood*", "wage*",
    ),
    "inclusion": (
        "inclusivity", "inclusion", "inclusive societ*", "social cohesion", "integration",
        "xenophobia", "racism", "discrimination", "non-discrimination", "diversity",
    ),
    "services": (
        "health", "health care", "healthcare", "mental health", "education", "housing",
        "social protection", "vaccin*", "nutrition", "sanitation", "schooling",
    ),
    "protection": (
        "trafficking", "smuggling", "detention", "child protection", "gender-based violence",
        "access to justice", "legal aid", "gender equality", "human security",
    ),
    "borders and return": (
        "border*", "return", "returns", "reintegration", "readmission", "consular*",
        "identity document*", "legal identity", "biometric*",
    ),
    "capacity and knowledge": (
        "capacity*", "capacities", "building capacit*", "training", "data", "data support",
        "statistic*", "digital*", "research", "innovation", "technology",
    ),
    "climate and environment": (
        "climate*", "disaster*", "environment*", "resilience", "adaptation", "biodiversity",
    ),
}  # fmt: skip


class Use(StrEnum):
    """What a reference text is for."""

    ALIGN = "the text should follow it"
    APART = "the text must not overlap with it"
    AGREED = "agreed language"
    TRANSLATION = "a translation of the text"
    BACKGROUND = "background"


class Status(StrEnum):
    """How far a phrase of the language bank is agreed."""

    AGREED = "agreed"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of a reference text."""

    id: str
    label: str
    text: str
    tags: tuple[str, ...] = ()
    recommendation: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference text with its paragraphs; its symbol is what people cite: "A/76/642"."""

    title: str
    use: Use
    sections: tuple[Section, ...]
    symbol: str = ""

    @property
    def name(self) -> str:
        """What people cite."""
        return self.symbol or self.title


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that were agreed or proposed elsewhere, and where."""

    words: str
    source: str
    status: Status = Status.AGREED
    protected: bool = False
    """Whether the negotiation of these words must not be reopened."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What an agency needs in the text to join it; one line of words each."""

    agency: str
    must_contain: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A point that stakeholders made and that was admitted; some of these words carry it."""

    who: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that a text is checked against."""

    themes: tuple[tuple[str, tuple[str, ...]], ...] = tuple(THEMES.items())
    words_min: int = 0
    words_max: int = 0
    paragraph_words: int = 0
    acronyms: tuple[str, ...] = ("UN", "USA", "UK", "EU")
    terms: tuple[tuple[str, str], ...] = ()
    """Short names with the full names they stand for."""
    excluded: tuple[str, ...] = ()
    """Words that belong to another text; a star stands for any ending."""
    excluded_except: tuple[str, ...] = ()
    """Names in which the excluded words may stand."""
    voices: tuple[Voice, ...] = ()
    off: tuple[str, ...] = ()
    """Rules that this pledge does not want."""
    severities: tuple[tuple[str, Severity], ...] = ()
    """Rules that weigh otherwise in this pledge."""
    references: tuple[Reference, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    conditions: tuple[Condition, ...] = ()
    translations: tuple[tuple[str, tuple[Block, ...]], ...] = field(default=())
    """Names of languages with the text in that language."""

    def used(self, use: Use) -> tuple[Reference, ...]:
        """Return the reference texts that are for this."""
        return tuple(one for one in self.references if one.use == use)


PLAIN = Guide()
"""What a pledge starts with."""
