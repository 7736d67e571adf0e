"""One world for all tests here; what a form changes is undone after it."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import sessionmaker

from tests.permissions.world import MONDAY, World, make
from tests.servers.schema import migrate
from tests.webapp.visitor import Visitor
from webapp.app import create_app
from workflow import db
from workflow.models import Agency, Grant, Person
from workflow.settings import Settings


class Site:
    """The site on a database of its own, in which nothing that a request does stays."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder}/world.db"
        migrate(url)
        self.engine = db.connect(url)
        with db.transaction(db.sessions(self.engine)) as session:
            self.world: World = make(session)
            session.info.pop("clock")
            self.agencies = {a.id: a.acronym for a in session.query(Agency)}
        self.sessions = db.sessions(self.engine)
        self.app = create_app(
            Settings(
                database_url=url,
                secret_key="a secret of the tests, long enough",
                base_url="http://onevoice.test",
                mail_folder=str(folder / "mails"),
            ),
            sessions=sessionmaker(
                expire_on_commit=False,
                join_transaction_mode="create_savepoint",
                info={"ring": None, "clock": a_day_later},
            ),
        )

    def acronym(self, actor):
        return self.agencies.get(actor.agency_id) if actor else None

    def ask(self, visitor: Visitor, method: str, path: str, form: dict):
        """Send one request; its transaction ends with it."""
        with self.engine.connect() as connection, connection.begin() as outer:
            self.app.sessions.configure(bind=connection)
            try:
                if method == "GET":
                    return visitor.get(path)
                return visitor.post(path, form)
            finally:
                outer.rollback()

    @staticmethod
    def words(answer) -> str:
        """Return all that can be read in an answer, also in a file that is an archive."""
        if not zipfile.is_zipfile(file := io.BytesIO(answer.data)):
            return answer.data.decode(errors="replace")
        with zipfile.ZipFile(file) as archive:
            return "".join(
                archive.read(name).decode(errors="replace") for name in archive.namelist()
            )

    def visitor(self, actor) -> tuple[Visitor, dict]:
        """Return somebody's browser, and the token without which no form is read."""
        visitor = Visitor(self.app)
        if actor is not None:
            with self.sessions() as session:
                person = session.get_one(Person, actor.person_id)
                grant = session.query(Grant).filter_by(person_id=person.id).first()
                visitor.sign_in(person, grant)
        self.ask(visitor, "GET", "/account" if actor else "/sign-in", {})
        token = visitor.last.text.split('name="csrf_token" value="')[1].split('"')[0]
        return visitor, {"csrf_token": token}


def a_day_later():
    return MONDAY + timedelta(days=1)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("world"))
    yield site
    site.engine.dispose()
