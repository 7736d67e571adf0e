"""One request is one transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

import flask
from flask import Flask, current_app, g, make_response, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.wrappers import Response

from workflow.db import promise_to_read
from workflow.errors import Refused
from workflow.settings import Settings
from workflow.translation import NAMES, USUAL, speaking

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Site(Flask):
    """A Flask app that commits when a view returns and rolls back when it raises.

    The commit is part of the view's work, before the answer is on its way: a refused commit
    becomes an error page, and never a page that lies. What is only read is never committed, so
    no GET can change anything, whatever a scanner of mails or a prefetching browser opens.
    """

    sessions: sessionmaker[Session]
    settings: Settings
    answer: Callable[[Callable[[], Response]], Response]
    """What stands around every view that writes: `once.answer`."""
    manifest: Mapping[str, str]
    """Which built style sheet or script stands for which source."""

    def full_dispatch_request(self) -> flask.Response:
        """Answer, errors too, in the language of the reader."""
        with speaking(_wanted_language()):
            return super().full_dispatch_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view in a transaction, once for each form that was rendered."""
        try:
            if request.method in READING:
                return super().dispatch_request()
            answer = self.answer(self._view)
            current_session().commit()
        except Exception:
            give_up()
            raise
        return answer

    def _view(self) -> Response:
        try:
            return self.make_response(super().dispatch_request())
        except _Shown as shown:
            return shown.page


class _Shown(Exception):  # noqa: N818  no error: the way out of a view, from `or_show`
    """The page that a view answers because a step of it was refused."""

    def __init__(self, page: Response) -> None:
        super().__init__()
        self.page = page


@contextmanager
def or_show(page: Callable[[Refused], str | Response], *refusals: type[Refused]) -> Iterator[None]:
    """Do what stands in the block as a whole, or show a page that says why it was refused.

    This is how a form comes back to be mended: what the block did until then is undone, and the
    view ends with that page. Other refusals go on to the error page and undo the whole request.
    """
    try:
        with current_session().begin_nested():
            yield
    except refusals as refused:
        raise _Shown(make_response(page(refused), refused.status)) from refused


def _wanted_language() -> str:
    """Return the language the reader has chosen, or the best of those the browser asks for."""
    chosen: str | None = cookie.get("language")
    # "ar-EG, en;q=0.5" means Arabic; werkzeug's own best match would take the exact "en".
    asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return chosen or next((code for code in asked if code in NAMES), USUAL)


def site() -> Site:
    """Return the app that serves this request."""
    return cast("Site", current_app)


def current_session() -> Session:
    """Return the session of this request; it begins with the first question to the database."""
    if "session" not in g:
        g.session = site().sessions()
        if request.method in READING or g.get("gave_up"):
            promise_to_read(g.session)
    return cast("Session", g.session)


def give_up() -> None:
    """Undo what this request did; what is still asked, for the error page, is only read."""
    g.gave_up = True
    session = g.pop("session", None)
    if session is not None:
        session.close()


def close_session(_error: BaseException | None) -> None:
    """Give the connection back at the end of the request."""
    session = g.pop("session", None)
    if session is not None:
        session.close()
