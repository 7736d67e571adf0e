"""The decision desk and what became of changes, as values."""

from tests.build import LISTENING, REPORTING
from workflow.queries.deciding import outcome, review
from workflow.queries.deciding.bridging import bridge
from workflow.queries.deciding.review import Sieve
from workflow.rules.dispositions import Disposition, Fate
from workflow.rules.notes import Note
from workflow.rules.permissions import Role

ALL = "We will listen to all migrants before we decide."
MANY = "We will listen to many migrants before we decide."
RED = Note("Nobody is left out.", weight="red line")


def desk(build, round_, **sieve):
    return review.desk(build.session, build.coordinator(), round_.id, Sieve(**sieve))


def rivals(build):
    round_ = build.round()
    build.revision("IOM", {LISTENING: ALL}, note=RED)
    build.revision("ILO", {LISTENING: MANY, REPORTING: "We will report on what we did."})
    build.merge()
    return round_


def test_a_card_knows_who_stands_behind_which_wording(build):
    first, second = desk(build, rivals(build)).cards

    assert {w.agencies[0]: w.weight for w in first.wordings} == {
        "IOM": "red line",
        "ILO": "preference",
    }
    assert (first.contested, first.weight, first.where) == (True, "red line", "Paragraph 1")
    assert (second.contested, second.easy) == (False, False)


def test_the_text_in_the_middle_loses_no_word(build):
    round_ = rivals(build)
    page = desk(build, round_)

    for stretch in page.stretches:
        base = next(b.text for b in round_.version.blocks if b.id == stretch.block_id)
        kept = [p.text for s in stretch.segments for p in s.pieces if p.kind != "insert"]
        assert "".join(kept) == base
    assert len(page.stretches) == len(round_.version.blocks)


def test_a_sieve_shows_only_what_it_asks_for(build):
    round_ = rivals(build)
    assert [c.where for c in desk(build, round_, agency="IOM").chosen] == ["Paragraph 1"]
    assert [c.where for c in desk(build, round_, state="red line").chosen] == ["Paragraph 1"]
    assert desk(build, round_, state="decided").chosen == []


def test_decided_passages_come_last_when_sorted_by_weight(build):
    round_ = rivals(build)
    build.decide(build.passages()[0])

    page = desk(build, round_, order="weight")

    assert [card.where for card in page.chosen] == ["Paragraph 2", "Paragraph 1"]
    assert (page.count("open"), page.count("decided")) == (1, 1)


def test_the_next_open_passage_follows_and_then_comes_round(build):
    round_ = rivals(build)
    first, second = build.passages()
    build.decide(second)

    found = review.card(build.session, build.coordinator(), second.id)

    assert found.round.id == round_.id
    assert found.following.id == first.id


def test_own_words_and_brackets_are_shown_in_the_text(build):
    round_ = rivals(build)
    first, second = build.passages()
    build.decide(first, Disposition.MODIFIED, text="most")
    build.decide(second, Disposition.BRACKETED)

    shown = {
        s.block_id: "".join(p.text for seg in s.segments for p in seg.pieces if p.kind != "delete")
        for s in desk(build, round_).stretches
    }

    assert "most" in shown[LISTENING]
    assert "[" in shown[REPORTING]


def test_before_publication_an_agency_sees_only_its_own_fate(build):
    round_ = rivals(build)
    first, _ = build.passages()
    loser = first.wordings[1].key
    build.decide(first, fates={loser: Fate(Disposition.CARRIED, "Next time.")})

    own = outcome.page(build.session, build.focal_point("ILO"), round_.id)
    other = outcome.page(build.session, build.focal_point("WHO"), round_.id)

    assert {line.agency for line in own.lines} == {"ILO"}
    assert other.lines == []
    assert {line.disposition for line in own.lines} >= {"not decided yet"}


def test_after_publication_ones_own_come_first_and_every_change_has_an_answer(build):
    round_ = rivals(build)
    build.publish(round_)

    page = outcome.page(build.session, build.focal_point("ILO"), round_.id)

    assert [line.agency for line in page.lines] == ["ILO", "ILO", "IOM"]
    assert all(line.disposition for line in page.lines)


def test_an_observer_reads_no_names_and_no_reasons_of_agencies(build):
    round_ = rivals(build)
    build.publish(round_)

    page = outcome.page(build.session, build.actor(Role.OBSERVER), round_.id)

    assert len(page.lines) == 3
    assert {(line.agency, line.label, line.given, line.weight) for line in page.lines} == {
        ("", "", "", "")
    }


def test_a_decision_tells_beforehand_what_it_would_do(build):
    first, second = desk(build, rivals(build)).cards
    of_iom, of_ilo = sorted(first.wordings, key=lambda one: one.agencies, reverse=True)

    accepting = first.accepting(of_ilo)

    assert (accepting.words, accepting.turned_down, accepting.red_lines) == (1, ["IOM"], ["IOM"])
    assert first.accepting(of_iom).red_lines == []
    assert second.accepting(second.wordings[0]).words == -3


def test_own_words_are_shown_as_they_would_stand_with_what_follows(build):
    rivals(build)
    (passage, _) = build.passages()

    found = bridge(build.session, build.coordinator(), passage.id, "most of the")

    assert "".join(p.text for p in found.excerpt.pieces if p.kind != "delete") == (
        "We will listen to most of the migrants before we decide."
    )
    assert (found.effect.words, found.effect.red_lines) == (3, ["IOM"])
    assert set(found.effect.turned_down) == {"IOM", "ILO"}


def test_reasons_given_before_are_offered_again_the_most_used_first(build):
    round_ = rivals(build)
    first, second = build.passages()
    build.decide(first, reason="Too broad.")
    build.decide(second, reason="Agreed language.")
    build.decide(build.passages()[0], Disposition.REJECTED, reason="Agreed language.")

    assert desk(build, round_).reasons == ["Agreed language.", "Too broad."]


def test_the_room_sees_what_comes_next(build):
    round_ = rivals(build)
    first, second = build.passages()
    assert desk(build, round_).on_screen.id == first.id

    build.decide(first)
    assert desk(build, round_).on_screen.id == second.id
