"""Ask the site for what it has to refuse, and look that nothing was changed."""

from bs4 import BeautifulSoup
from sqlalchemy import func, select

from tests.webapp.conftest import TEXT
from workflow.models import (
    Agency,
    Draft,
    Event,
    Mail,
    Person,
    Pledge,
    Revision,
    Round,
    Version,
)


def counted(sessions):
    """How many rows there are of everything that a form could make."""
    tables = (Agency, Draft, Event, Mail, Person, Pledge, Revision, Round, Version)
    with sessions() as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def refused(visitor, status=422):
    """The page says no, and says why in a sentence."""
    assert visitor.last.status_code == status, visitor.text[:500]
    assert "." in visitor.text
    assert "Traceback" not in visitor.text
    return visitor.text


def pledge_form(cast, **other):
    given = {"title": "Our pledge", "text": TEXT, "kind": "declaration", "zone": "Europe/Zurich"}
    more = {"answers": "open", "names": "all", "agencies": [str(cast.iom.id)]}
    return given | more | other


def csrf(visitor, address="/pledges/new"):
    page = BeautifulSoup(visitor.client.get(address).text, "html.parser")
    return page.find("input", attrs={"name": "csrf_token"})["value"]
