"""How the story ends: conditions, silence in two attempts, the lock, and what comes after it."""

from sqlalchemy import select

from tests.journeys.journey import ANSWERS, COORDINATOR, ORGANISATIONS, STAFF
from workflow.models import Corrigendum, Passage, Pledge, Silence

KEPT = "every two years"
"""Words in brackets of Rev.1 on which DESA makes its joining depend; they are decided away."""

LATE, LEAVES = "WHO", "UNHCR"


# --- a condition ----------------------------------------------------------------------------------


def condition_is_given_and_the_card_warns(journey):
    """DESA joins if words stay; the card says what each decision would do to that."""
    journey.join(
        "DESA",
        "joins on a condition",
        words="provided that a report is due every other year",
        must_contain=KEPT,
    )
    passage = journey.running.look(
        lambda s: s.scalars(
            select(Passage).where(Passage.round_id == journey.round_id, Passage.block_id == "e")
        ).one()
    )
    card = journey.office.open(f"/passages/{passage.id}").text
    assert f"Would break the condition of DESA: {KEPT}" in card


def condition_is_broken_and_waived(journey):
    """The new version breaks it: DESA and the office are told, and DESA joins without it."""
    mail = journey.running.mail_to(ORGANISATIONS["DESA"].principal[1], "Condition broken: DESA")
    assert KEPT in mail.get_body(("plain",)).get_content()
    assert journey.running.mail_to(COORDINATOR, "Condition broken: DESA")
    page = journey.principal("DESA").open(journey.address("join"))
    assert "Your condition is broken by this text" in page.text
    assert "is not in the text" in page.text
    journey.join("DESA")
    assert "DESA is in" in journey.principal("DESA").open(journey.address("join")).text


# --- silence --------------------------------------------------------------------------------------


def silence_is_broken(journey):
    """The first attempt ends with an objection that stands."""
    address = start_silence(journey)
    object_(journey, address)
    assert "invitation to leave" in journey.office.open(address).text
    time_is_over(journey, "drafting")
    page = journey.principal("ILO").open(address)
    assert "broken" in page.text
    assert "OHCHR" in page.text


def silence_holds(journey):
    """In the second attempt the objection is taken back in time."""
    address = start_silence(journey)
    object_(journey, address)
    journey.principal("OHCHR").open(address).form("/take-back").press()
    time_is_over(journey, "agreed")
    page = journey.office.open(address)
    links = [a["href"] for a in page.soup.select("main a[href$=certificate]")]
    assert len(links) == 2
    said = [journey.office.open(link).text for link in sorted(links)]
    assert "Silence was broken" in said[0]
    assert "Silence held" in said[1]


def start_silence(journey):
    address = journey.address("silence")
    journey.office.open(address).form(address).press("Start silence")
    return address


def object_(journey, address):
    form = journey.principal("OHCHR").open(address).form("/objections")
    form.fill(block="i", reason="It reads as an invitation to leave.").press()


def time_is_over(journey, stage):
    running = journey.running
    row = running.look(lambda s: s.scalars(select(Silence).order_by(Silence.id.desc())).first())
    running.let_time_come(row, "ends_at", "lock-due")
    running.wait_until(
        lambda s: s.get_one(Pledge, journey.pledge_id).stage == stage, f"the text is {stage}"
    )


# --- the lock, and after it -----------------------------------------------------------------------


def two_people_lock(journey):
    """Whoever asked cannot confirm; another person types the fingerprint."""
    lock = journey.address("lock")
    journey.by(STAFF).open(lock).form("/lock").press()
    own = journey.by(STAFF).open(lock)
    assert "another person of the office confirms it" in own.text
    assert not [form for form in own.soup.find_all("form") if "/confirm" in str(form["action"])]
    form = journey.office.open(lock).form("/confirm")
    form.fill(typed="00000000").press(status=422)
    form = journey.office.open(lock).form("/confirm")
    locked = form.fill(typed=journey.latest()[1][:8]).press()
    assert "Names under this text: 8 of 9" in locked.text


def one_joins_late_and_one_leaves(journey):
    """Both are entries beside the text: its bytes stay, and the register tells the days."""
    sha256 = journey.latest()[1]
    journey.join(LATE)
    verify = f"/verify?fingerprint={sha256}"
    assert "9 agencies joined exactly these words" in journey.office.open(verify).text
    page = journey.principal(LEAVES).open(journey.address("join"))
    page.form_holding("answer", "leaves").fill(words="Another framework.").press()
    told = journey.office.open(verify).text
    assert "8 agencies joined exactly these words" in told
    assert "1 agency gave notice and still stands under them" in told
    assert ANSWERS[LEAVES].joining.words not in told
    assert journey.latest()[1] == sha256


def corrections_are_issued_and_objected_to(journey):
    """Nobody objects to a comma; to a word somebody does, and it is not issued."""
    first = propose(journey, "d", "advice, training and data", "advice, training, and data")
    second = propose(journey, "f", "stalled and why", "stalled, and why")
    form = journey.focal_point("ILO").open(journey.address("corrigenda"))
    form = form.form(f"/corrigenda/{second}/objections")
    form.fill(why="With a comma it says something else.").press()
    page = journey.office.open(journey.address("corrigenda"))
    assert "With a comma it says something else." in page.text
    row = journey.running.look(lambda s: s.get_one(Corrigendum, first))
    journey.running.let_time_come(row, "ends_at", "issue-corrigendum")
    journey.running.wait_until(
        lambda s: s.get_one(Corrigendum, first).state == "issued", "the correction is issued"
    )
    assert journey.running.look(lambda s: s.get_one(Corrigendum, second).state) == "proposed"
    told = journey.office.open(f"/verify?fingerprint={journey.latest()[1]}").text
    assert "Corr.1" in told
    assert "stalled, and why" not in told


def propose(journey, block, old, new):
    """Propose a correction as staff, and ask every agency about it."""
    address = journey.address("corrigenda")
    form = journey.by(STAFF).open(address).form(address)
    form.fill(block=block, old=old, new=new, reason="It was typed wrong.").press()
    number = journey.running.look(
        lambda s: s.scalars(select(Corrigendum.id).order_by(Corrigendum.id.desc())).first()
    )
    journey.office.open(address).form(f"/corrigenda/{number}/open").press()
    return number
