"""Every route with every role and every foreign agency's thing."""

import pytest

from tests.permissions.outside import UNNAMED, UNSAID
from tests.permissions.walk import OPEN_ENDED, expected, fits, routes, sample, things_for
from tests.permissions.world import OF_AN_AGENCY, SECRETS, SIDES, knows, secret
from webapp.frame.auth import Open
from workflow.models import Event, Mail, Person
from workflow.rules.permissions import OFFICE, Role

OFFICE_AND_GUESTS = (Role.COORDINATOR, Role.STAFF, Role.ADMINISTRATOR, Role.OBSERVER)
ACTORS = [
    "nobody",
    *(role.value for role in OFFICE_AND_GUESTS),
    *(f"{role.value} of {agency}" for agency in ("ILO", "WHO") for role in OF_AN_AGENCY),
    # The second agency of each side finds the same and owns other things.
    *(f"{role} of {agency}" for agency in ("IOM", "UPU") for role in ("focal point", "principal")),
]
WITNESSES = [name for name in ACTORS if "alternate" not in name and "staff" not in name]


def test_every_route_says_whom_it_is_for_and_what_it_names(site):
    for route in routes(site.app):
        assert route.rule is not None, f"{route.endpoint} declares no rule"
        things_for(site.world, route)


@pytest.mark.parametrize("name", ACTORS)
def test_whoever_asks_gets_what_the_table_says(site, name):
    actor = site.world.actors.get(name)
    visitor, form = site.visitor(actor)
    wrong = []

    for route in routes(site.app):
        for thing in sample(things_for(site.world, route), site.world):
            wanted = expected(route.rule, actor, site.acronym(actor), thing)
            answer = site.ask(visitor, route.method, route.at(thing), form)
            if route.method == "POST" and isinstance(route.rule, Open):
                # Signing out, keys and hats change the session; the next one begins afresh.
                visitor, form = site.visitor(actor)
            if not _fits(route, wanted, answer.status_code):
                wrong.append((route.method, route.at(thing), wanted, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize("name", WITNESSES)
def test_no_page_tells_the_secret_of_an_agency(site, name):
    actor = site.world.actors.get(name)
    visitor, _ = site.visitor(actor)
    acronym = site.acronym(actor)
    hidden = [
        secret(kind, agency)
        for side in SIDES.values()
        for agency in side
        for kind in SECRETS
        if not knows(actor, acronym, kind, agency)
    ]
    hidden += [UNNAMED] if actor and actor.role in OFFICE else [UNNAMED, UNSAID]
    leaks = []

    for path in _pages(site):
        said = site.words(site.ask(visitor, "GET", path, {}))
        leaks += [(path, words) for words in hidden if words in said]

    assert leaks == []


def test_no_mail_carries_a_secret_to_somebody_else(site):
    leaks = []
    with site.sessions() as session:
        for mail in session.query(Mail):
            person = session.get(Person, mail.person_id) if mail.person_id else None
            grants = person.grants if person else []  # a stakeholder has no role at all
            acronyms = {g.agency.acronym for g in grants if g.agency}
            office = any(g.role in {"coordinator", "coordinator's staff"} for g in grants)
            text = mail.subject + mail.text + mail.html
            leaks += [
                (mail.letter, mail.address, words)
                for side in SIDES.values()
                for agency in side
                for kind, for_office in SECRETS.items()
                for words in [secret(kind, agency)]
                if words in text and agency not in acronyms and not (office and for_office)
            ]

    assert leaks == []


def test_the_record_keeps_no_word_of_a_draft(site):
    with site.sessions() as session:
        told = [str(e.payload.told) for e in session.query(Event)]

    assert [words for words in told if "UNSENT" in words or "INSIDE" in words] == []


def test_the_secrets_are_really_there(site):
    """Somebody of the agency sees them, or the test above would prove nothing."""
    unseen = set(SECRETS)
    for name in ("principal of ILO", "focal point of ILO"):
        reader, _ = site.visitor(site.world.actors[name])
        for path in _pages(site):
            if not unseen:
                return
            words = site.words(site.ask(reader, "GET", path, {}))
            unseen -= {kind for kind in unseen if secret(kind, "ILO") in words}

    assert unseen == set()


def _pages(site):
    """Yield the address of everything that can be read; files come last, they are slow to make."""
    found = [
        route.at(thing)
        for route in routes(site.app)
        if route.method == "GET"
        for thing in things_for(site.world, route)
    ]
    return sorted(found, key=lambda path: "." in path)


def _fits(route, wanted, status):
    if wanted == "open" and (route.gaps & OPEN_ENDED or route.endpoint in NOT_ALWAYS_THERE):
        return status < 500 and status != 403
    if wanted == "not there" and route.endpoint in READS_THE_FORM_FIRST:
        return status in {404, 422}
    return fits(wanted, route.method, status)


NOT_ALWAYS_THERE = {
    "register.file",  # once the text is locked
    "register.page",
    "specific_pledges.one",  # once it is registered
    "specific_pledges.register",  # once it is cleared
    "specific_pledges.confirm_partner",  # where one was named as a partner
    "joining.corrections",  # where a principal allowed it
    "joining.confirm_corrections",
    "demo.enter",  # only in a demonstration
    "demo.mail",
    "demo.mails",
    "proof.package",  # once the text is locked
    "versions.choose",  # with the other version
    "meetings.summary_docx",  # once it was circulated
    "meetings.summary_pdf",
    "firstrun.make",  # only while there is nobody
    "firstrun.page",
    "signin.enter",  # with a password
    "signin.wear",  # with a role of one's own
}

READS_THE_FORM_FIRST = {
    "clearance.clear",  # which button was pressed
}
