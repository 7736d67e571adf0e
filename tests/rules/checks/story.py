"""The texts of the story with the guide that its principals agreed on."""

import json

from workflow.rules.checks.checker import Checker, Effect
from workflow.rules.checks.findings import Severity
from workflow.rules.checks.guide import PLAIN, Condition, Guide, Reference, Section, Use
from workflow.story.load import STORY, blocks_of, load, made
from workflow.text.blocks import Block, Kind

RAW = json.loads(STORY.read_text(encoding="utf-8"))
TOLD = load()
REFUGEES = RAW["reference_texts"][0]
GUIDE = Guide(
    words_min=300,
    words_max=500,
    paragraph_words=70,
    terms=(("the Network", "the United Nations Network on Migration"),),
    excluded=("refugee*", "asylum-seeker*"),
    excluded_except=("Global Compact on Refugees",),
    references=(Reference(REFUGEES["title"], Use.APART, (Section("s1", "1", REFUGEES["text"]),)),),
    conditions=(Condition("UNDP", "To Member States that ask for it"),),
)
ZERO, REV1, FINAL = (blocks_of(RAW[name]) for name in ("zero_draft", "rev1", "final"))


def effect(name: str, **given: str) -> Effect:
    """Return what a change of the story does to the zero draft."""
    told = TOLD.changes[name]
    after = made(TOLD.zero, [told])
    category = given.get("category", told.note.category)
    return Checker(GUIDE).effect(TOLD.zero, after, changes=told.hunks, category=category)


def found(text: str, guide: Guide = GUIDE, *, rule: str = "", kind: Kind = Kind.PARAGRAPH) -> list:
    """Return what is noticed in one paragraph, by one rule if it is named."""
    report = Checker(guide).report([Block("a", kind, text)])
    return [one for one in report.findings if rule in {"", one.rule}]


def rules(text: str, guide: Guide = PLAIN) -> set[str]:
    """Return the codes of the rules that notice something graver than advice."""
    return {one.rule for one in found(text, guide) if one.severity > Severity.INFO}
