"""What a person sees when something was refused or went wrong.

Each page says what happened, that nothing is lost, and what to do next. What somebody had written
into the form stands on the page, so that a refused text can be copied and sent again.
"""

import logging
from collections.abc import Mapping

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webapp.frame import auth, site
from workflow.errors import (
    BadForm,
    FileTooLarge,
    NotFound,
    Overtaken,
    Refused,
    SignInNeeded,
    TooLong,
)
from workflow.translation import _, mark

log = logging.getLogger(__name__)

TITLES = {
    403: mark("This is not open to you"),
    404: mark("Nothing here"),
    405: mark("Not this way"),
    409: mark("Not now"),
    413: mark("Too long"),
    422: mark("Something is missing or does not fit"),
    429: mark("Please wait a moment"),
    500: mark("A mistake of ours"),
    503: mark("Out of reach for a moment"),
}
_OTHER = mark("Not possible")
_FIELDS = (mark("comment"), mark("purpose"), mark("reason"), mark("text"), mark("words"))
"""What stands above words that come back: fields are named in English, these have a translation."""
_NEVER_SHOWN = ("csrf_token", "once", "hat", "seen", "password")
_SHORTEST_WORTH_KEEPING = 12


def install(app: Flask) -> None:
    """Give each family of errors its page."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _bad_form)
    app.register_error_handler(RequestEntityTooLarge, _too_long)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(IntegrityError, _overtaken)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(OperationalError, _out_of_reach)
    app.register_error_handler(Exception, _mistake)


def _refused(error: Refused) -> Response:
    title = _("Please sign in") if isinstance(error, SignInNeeded) else None
    return _page(error.status, str(error), word=error.word, title=title)


def _bad_form(_error: CSRFError) -> Response:
    return _refused(BadForm())


def _too_long(_error: RequestEntityTooLarge) -> Response:
    settings, view = site.site().settings, site.site().view_functions.get(request.endpoint or "")
    too_long: Refused = TooLong(limit=settings.max_text_kilobytes)
    if getattr(view, "takes_files", False):
        too_long = FileTooLarge(limit=settings.max_file_megabytes)
    return _page(413, str(too_long), word=too_long.word, keep=False)


def _of_http(error: HTTPException) -> Response:
    code = error.code or 500
    if code == 404:
        return _refused(NotFound(what="page"))
    if code < 400:
        return make_response(error.get_response())
    said = _("This page cannot be used in this way. Please go back and try again.")
    return _page(code, said, word="bad-request")


def _overtaken(_error: Exception) -> Response:
    return _refused(Overtaken())


def _out_of_reach(error: OperationalError) -> Response:
    log.error("The database does not answer: %s", type(error.orig).__name__)
    said = _("We cannot reach our database at this moment. Nothing was changed. Please try again.")
    response = _page(503, said, word="out-of-reach", bare=True)
    response.headers["Retry-After"] = "5"
    return response


def _mistake(error: Exception) -> Response:
    log.error("A request failed", exc_info=error)
    said = _("Something went wrong on our side. Nothing was changed. We have a note of it.")
    return _page(500, said, word="mistake", bare=True)


def _page(
    status: int,
    said: str,
    *,
    word: str,
    title: str | None = None,
    bare: bool = False,
    keep: bool = True,
) -> Response:
    site.give_up()
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return make_response(jsonify(error=word, message=said), status)
    page = render_template(
        "errors/page.html",
        status=status,
        title=title or _(TITLES.get(status, _OTHER)),
        said=said,
        word=word,
        bare=bare or _nobody_known(),
        written=_written(request.form) if keep else {},
        back=_back(),
    )
    return make_response(page, status)


def _nobody_known() -> bool:
    try:
        return auth.find_viewer() is None
    except SQLAlchemyError:
        return True


def _written(form: Mapping[str, str]) -> dict[str, str]:
    return {
        _(name) if name in _FIELDS else name.replace("_", " ").replace("-", " "): value
        for name, value in form.items()
        if len(value) >= _SHORTEST_WORTH_KEEPING and not name.startswith(_NEVER_SHOWN)
    }


def _back() -> str:
    """Return the page the form came from, if it is one of ours."""
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else "/"
