"""What a specific pledge says beside its title and description, and when it can be measured.

The fields follow the pledging forms of the Global Compact for Migration: its 23 objectives and ten
guiding principles are named by their numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from workflow.errors import BadChoice, BadText, Missing
from workflow.rules.addresses import clean_address
from workflow.text.canonical import clean
from workflow.translation import _, mark

DESCRIPTION = (300, 3000)
"""Characters: shorter says too little to be followed up, longer is not read."""

FIELD_LIMIT = 1000
MOST_INDICATORS = 5

KINDS = (mark("specific"), mark("common"), mark("in partnership"), mark("matching"))
FORMS = (mark("financial"), mark("technical"), mark("process"), mark("policy"), mark("other"))
SCOPES = (mark("global"), mark("regions"), mark("countries"))
FREQUENCIES = (mark("every year"), mark("twice a year"), mark("every quarter"))

OBJECTIVES = (
    mark("Data for evidence-based policies"),
    mark("Drivers that compel people to leave"),
    mark("Information at all stages"),
    mark("Proof of legal identity"),
    mark("Pathways for regular migration"),
    mark("Fair recruitment and decent work"),
    mark("Vulnerabilities in migration"),
    mark("Saving lives"),
    mark("Smuggling of migrants"),
    mark("Trafficking in persons"),
    mark("Managing borders"),
    mark("Certainty in procedures"),
    mark("Detention as a last resort"),
    mark("Consular protection"),
    mark("Access to basic services"),
    mark("Inclusion and social cohesion"),
    mark("Eliminating discrimination"),
    mark("Skills and recognition"),
    mark("Contributions of migrants and diasporas"),
    mark("Remittances"),
    mark("Return and reintegration"),
    mark("Portability of social security"),
    mark("International cooperation"),
)
PRINCIPLES = (
    mark("People-centred"),
    mark("International cooperation"),
    mark("National sovereignty"),
    mark("Rule of law and due process"),
    mark("Sustainable development"),
    mark("Human rights"),
    mark("Gender-responsive"),
    mark("Child-sensitive"),
    mark("Whole-of-government"),
    mark("Whole-of-society"),
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, from where to where, until when, and who says so."""

    name: str
    baseline: str = ""
    target: str = ""
    unit: str = ""
    due: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """All fields of a specific pledge but its title and description. Days are ISO dates."""

    kind: str = "specific"
    form: str = "other"
    sub_unit: str = ""
    objectives: tuple[int, ...] = ()
    principles: tuple[int, ...] = ()
    tags: str = ""
    scope: str = "global"
    places: str = ""
    starts_on: str = ""
    ends_on: str = ""
    indicators: tuple[Indicator, ...] = field(default=())
    means_own: str = ""
    means_needed: str = ""
    means_gap: str = ""
    contact: str = ""
    contact_mail: str = ""
    frequency: str = FREQUENCIES[0]

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return terms as a row or a form holds them; what is missing is empty."""
        plain = {name: kept[name] for name in PLAIN if name in kept}
        return cls(
            **plain,
            objectives=_numbers(kept.get("objectives", ())),
            principles=_numbers(kept.get("principles", ())),
            indicators=tuple(Indicator(**one) for one in kept.get("indicators", ())),
        )

    def checked(self) -> Self:
        """Return the same terms, cleaned; raise what does not fit."""
        for value, choices in (
            (self.kind, KINDS),
            (self.form, FORMS),
            (self.scope, SCOPES),
            (self.frequency, FREQUENCIES),
        ):
            if value not in choices:
                raise BadChoice(value=value)
        _refuse_unknown(self.objectives, len(OBJECTIVES))
        _refuse_unknown(self.principles, len(PRINCIPLES))
        first, last = _day(self.starts_on), _day(self.ends_on)
        if first and last and last < first:
            raise BadText(reason=_("the last day lies before the first one"))
        texts = {name: _short(getattr(self, name)) for name in _TEXTS}
        indicators = [_indicator(one) for one in self.indicators[:MOST_INDICATORS]]
        mail = clean_address(self.contact_mail) if self.contact_mail.strip() else ""
        return type(self)(
            **{**{name: getattr(self, name) for name in PLAIN}, **texts, "contact_mail": mail},
            objectives=self.objectives,
            principles=self.principles,
            indicators=tuple(one for one in indicators if one.name),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the terms as they are kept and exported."""
        return {
            **asdict(self),
            "objectives": list(self.objectives),
            "principles": list(self.principles),
            "indicators": [asdict(one) for one in self.indicators],
        }


PLAIN = tuple(n for n in asdict(Terms()) if n not in {"objectives", "principles", "indicators"})
"""The fields that hold one value."""

_TEXTS = ("sub_unit", "tags", "places", "means_own", "means_needed", "means_gap", "contact")


def refuse_incomplete(title: str, description: str, terms: Terms) -> None:
    """Raise Missing for what a specific pledge needs before it can be registered."""
    needed = {
        mark("the title"): title,
        mark("what your agency will do"): description,
        mark("the first day"): terms.starts_on,
        mark("the last day"): terms.ends_on,
        mark("who answers for it"): terms.contact,
    }
    for what, value in needed.items():
        if not value.strip():
            raise Missing(what=what)
    if len(description) > DESCRIPTION[1]:
        raise BadText(
            reason=_("the description has at most {limit:,} characters", limit=DESCRIPTION[1])
        )


def hints(description: str, terms: Terms) -> list[str]:
    """Return what would make a specific pledge easier to measure; nobody has to follow it."""
    found = {
        _(
            "The description has {number} characters; with {enough} readers know what is meant",
            number=len(description),
            enough=DESCRIPTION[0],
        ): len(description) < DESCRIPTION[0],
        _("No indicator says what is counted"): not terms.indicators,
        _("No indicator has a target"): not any(one.target for one in terms.indicators),
        _("Nothing says by when it is reached"): not terms.ends_on,
        _("No objective is named"): not terms.objectives,
        _("Nobody is named who answers for it"): not terms.contact,
    }
    return [words for words, missing in found.items() if missing]


def _numbers(given: Iterable[Any]) -> tuple[int, ...]:
    digits = (str(one) for one in given)
    return tuple(dict.fromkeys(int(one) for one in digits if one.isdecimal() and len(one) < 4))


def _refuse_unknown(numbers: Sequence[int], highest: int) -> None:
    for number in numbers:
        if not 1 <= number <= highest:
            raise BadChoice(value=number)


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise BadText(reason=_("{value} is no day", value=value[:40])) from error


def _short(value: str) -> str:
    return clean(value).strip()[:FIELD_LIMIT]


def _indicator(one: Indicator) -> Indicator:
    return Indicator(*(_short(value) for value in asdict(one).values()))
