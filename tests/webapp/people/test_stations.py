"""Duty stations: working time and holidays as data, the planner's advice, the private calendar."""

import icalendar

from workflow.models import DutyStation

HOURS = {
    "zone": "Asia/Amman",
    "days": ["6", "0", "1", "2", "3"],
    "opens": "08:00",
    "closes": "16:00",
}


def test_a_duty_station_begins_with_public_holidays_and_is_edited(visitor, cast, sessions):
    visitor.sign_in(cast.anna)

    answer = visitor.send("/stations", "/stations", {"name": "Amman", "country": "JO", **HOURS})
    page = answer.location
    soup = visitor.open(page)
    assert len(soup.select(".rows li")) > 10
    visitor.send(page, f"{page}/holidays", {"day": "2027-01-02", "name": "Office move"})
    visitor.send("/stations", "/stations/agencies", {"agency": cast.ilo.id, "station": "1"})

    assert "Office move" in visitor.open(page).text
    with sessions() as session:
        station = session.query(DutyStation).one()
        assert station.calendar.works_on(station.holidays[0].day) is False


def test_hours_that_make_no_sense_are_refused(visitor, cast):
    visitor.sign_in(cast.anna)

    answer = visitor.send("/stations", "/stations", {"name": "Nowhere", **HOURS, "closes": "07:00"})

    assert answer.status_code == 422
    assert "open before they close" in visitor.text


def test_the_planner_says_for_whom_a_deadline_lies_outside_working_hours(visitor, cast, pledge):
    visitor.sign_in(cast.anna)
    page = f"/pledges/{pledge.id}/rounds/new"
    form = {"deadline": "2027-02-27T03:00", "do": "check"}

    answer = visitor.send(page, f"/pledges/{pledge.id}/rounds", form)

    assert answer.status_code == 200
    assert "outside working hours for 2 of 2 agencies" in visitor.text
    assert "suits all" in visitor.text
    assert "No round is running" in visitor.open(f"/pledges/{pledge.id}").text


def test_everybody_has_a_private_calendar_whose_address_can_be_made_void(room):
    reader, stranger = room.visitor("lena"), room.visitor("anna")
    address = reader.open("/account").select_one(".copied code").text
    path = address.removeprefix("http://onevoice.test")
    assert reader.open("/account").select_one(f"a[href='webcal://onevoice.test{path}']")

    calendar = icalendar.Calendar.from_ical(stranger.get(path).text)
    assert [str(event["summary"])[:3] for event in calendar.events] == ["ILO"]
    reader.send("/account", "/account/calendar", {})

    assert stranger.get(path).status_code == 404
