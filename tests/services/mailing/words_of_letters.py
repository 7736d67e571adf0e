"""All words that any letter may use."""

from datetime import UTC, datetime
from types import SimpleNamespace

from workflow.rules.permissions import Role


def person(name="Ana Lee"):
    return SimpleNamespace(id=7, name=name, email="ana@onevoice.test", zone="Asia/Bangkok")


def everything(words="Because we say so.", title="A common pledge"):
    """All words any letter may use."""
    at = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
    change = SimpleNamespace(label="ILO-1", kind="replace")
    accepted = SimpleNamespace(value="accepted")
    version = SimpleNamespace(label="Zero draft", sha256="ab" * 32, locked_at=at)
    agency = SimpleNamespace(acronym="ILO", name="International Labour Organization")
    point = SimpleNamespace(number=3, text=words, due_at=at, as_soon_as_possible=True)
    return {
        "opt_in": SimpleNamespace(
            agency=agency,
            answer="joins on a condition",
            words=words,
            must_take=["ILO-1"],
            must_contain=words,
            given_at=at,
            leaves_at=at,
        ),
        "concerned": agency,
        "signal": True,
        "stopped": True,
        "row": SimpleNamespace(
            number=1,
            old=words,
            new=words,
            reason=words,
            answer="joins",
            words=words,
            said=words,
            ends_at=at,
        ),
        "delegate": SimpleNamespace(name="Dana Okoro"),
        "authority": SimpleNamespace(starts_at=at, ends_at=at),
        "own": SimpleNamespace(title=title, number=1, agency=agency),
        "decides": True,
        "joined": True,
        "joins": True,
        "leaves": False,
        "missing": [words],
        "person": person(),
        "pledge": SimpleNamespace(id=1, title=title, tacit_answers=True, official_zone="UTC"),
        "round": SimpleNamespace(
            id=1,
            number=1,
            purpose=words,
            deadline_at=at,
            version=version,
            zone="UTC",
            courtesy=60,
        ),
        "agency": agency,
        "deadline": at,
        "reason": words,
        "count": 1,
        "incoming": SimpleNamespace(kind="comment", problem="", words=words),
        "lost": "Ana Lee",
        "home": "ILO",
        "why": words,
        "items": [words],
        "parts": [SimpleNamespace(subject=title, words=words)],
        "news": SimpleNamespace(
            answered=1,
            of=3,
            missing=["IOM"],
            asked=["IOM"],
            late=["WHO"],
            unreached=["IOM"],
            undecided=2,
            contested=1,
            red=["WHO"],
            opt_ins=[SimpleNamespace(agency="ILO", answer="joins on a condition")],
            signals=[SimpleNamespace(agency="WHO", answer="does not join")],
            over=False,
        ),
        "places": [words],
        "comment": words,
        "role": Role.FOCAL_POINT,
        "revision": SimpleNamespace(changes=[change], submitted_at=at, standing="on time"),
        "extension": SimpleNamespace(until=at, reason=words, state="granted", answer=words),
        "intake": SimpleNamespace(verdict="taken up", reason=words),
        "version": version,
        "silence": SimpleNamespace(ends_at=at, version=version),
        "table": [SimpleNamespace(change=change, reason=words, disposition=accepted)],
        "meeting": SimpleNamespace(body=title, starts_at=at),
        "points": [point],
        "point": point,
        "overdue": True,
        "sent": SimpleNamespace(
            subject=title,
            message=words,
            number=2,
            to_name="Ana Lee",
            version=version,
            pledge=SimpleNamespace(title=title),
        ),
        "say": None,
        "asked": SimpleNamespace(title=title, question=words),
        "until": "2026-11-27, 17:00 (New York)",
        "kind": "reply",
        "received_at": at,
        "words": words,
        "answer": words,
        "changes": [
            SimpleNamespace(name="Bo", role=Role.FOCAL_POINT, gone=False),
            SimpleNamespace(name="Ana Lee", role=Role.FOCAL_POINT, gone=True),
        ],
        "more": True,
        "to_office": False,
        "names": "Ana Lee",
        "things": [
            SimpleNamespace(
                kind="answer",
                pledge=title,
                number=1,
                state="not started",
                until="2026-11-27, 17:00 (New York)",
                address="https://onevoice.test/rounds/1/answer",
            )
        ],
    }
