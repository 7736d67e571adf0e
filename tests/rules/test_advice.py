"""What a deadline means to nine agencies in seven places."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workflow.rules.advice import advise
from workflow.rules.calendars import Calendar

GENEVA = [Calendar(name, "Europe/Zurich") for name in ("IOM", "ILO", "UNHCR", "OHCHR", "WHO")]
NEW_YORK = [Calendar(name, "America/New_York") for name in ("DESA", "UNICEF")]
EAST = [Calendar("UNDP", "Asia/Amman", (6, 0, 1, 2, 3)), Calendar("UNODC", "Africa/Nairobi")]
NINE = [*GENEVA, *NEW_YORK, *EAST]


def at(text, zone="America/New_York"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_friday_evening_in_new_york_is_outside_working_hours_for_seven_of_nine():
    advice = advise(NINE, opens_at=at("2022-02-07 09:00"), deadline=at("2022-02-25 17:00"))

    assert (len(advice.outside), advice.of) == (7, 9)
    assert "DESA" not in advice.outside


def test_the_nearest_hour_that_suits_most_is_named():
    advice = advise(NINE, opens_at=at("2022-02-07 09:00"), deadline=at("2022-02-25 17:00"))

    assert advice.better.suits == 9
    assert advice.better.at == at("2022-02-24 16:00", "Europe/Zurich") - timedelta(hours=1)


def test_a_deadline_that_suits_all_needs_no_other():
    advice = advise(NINE, opens_at=at("2022-02-07 09:00"), deadline=at("2022-02-24 09:00"))

    assert (advice.outside, advice.better) == ([], None)


def test_who_has_fewest_working_days_is_named():
    advice = advise(NINE, opens_at=at("2022-02-23 17:00"), deadline=at("2022-02-28 10:00"))

    assert (advice.working_days, advice.short) == (2, True)
    assert "DESA" in advice.fewest
