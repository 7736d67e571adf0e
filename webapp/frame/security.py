"""What every answer carries and what no request may bring.

The pages need no script, style, picture or connection from anywhere else, and nothing inline, so
the content security policy can forbid all of it.
"""

from datetime import timedelta

from flask import Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from webapp.frame.auth import View
from webapp.frame.packing import pack
from webapp.frame.site import READING, Site, site
from workflow.errors import BadForm
from workflow.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

IDLE = timedelta(hours=8)


class RowNumber(IntegerConverter):
    """A number in an address; one that no table can hold is a page that is not there."""

    def __init__(self, url_map: object, **given: object) -> None:
        """Stay below what PostgreSQL keeps in an integer."""
        super().__init__(url_map, max=2**31 - 1, **given)  # type: ignore[arg-type]


def configure(app: Site, settings: Settings) -> None:
    """Set what Flask and flask-wtf want to know, before any route is added."""
    largest = settings.max_text_kilobytes * 1024
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-onevoice" if settings.secure_cookies else "onevoice",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=IDLE,
        WTF_CSRF_TIME_LIMIT=None,  # the session ends it; a page left open over lunch still works
        # A form carries a text percent-encoded (three bytes for one) and its reasons beside it.
        MAX_CONTENT_LENGTH=4 * largest + 2**20,
        MAX_FORM_MEMORY_SIZE=4 * largest + 2**20,
        MAX_FORM_PARTS=20_000,
    )
    app.url_map.converters["int"] = RowNumber
    app.before_request(make_room_for_files)
    app.before_request(refuse_strangers)
    CSRFProtect(app)
    app.after_request(pack)  # named first, done last
    app.after_request(add_headers)
    if settings.secure_cookies:
        app.after_request(_only_over_tls)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]


def takes_files(view: View) -> View:
    """Declare that a view takes a file, which may be larger than any form."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def make_room_for_files() -> None:
    """Let a file in where one is expected; before the first look at the form."""
    view = site().view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = site().settings.max_file_megabytes * 2**20 + 2**20


def refuse_strangers() -> None:
    """Refuse forms that other sites send, and characters that no database keeps."""
    if request.method in READING:
        if "\0" in request.full_path:
            raise BadForm
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise BadForm
    if any("\0" in value for _, value in request.form.items(multi=True)):
        raise BadForm


def add_headers(response: Response) -> Response:
    """Add the headers that every answer carries."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _only_over_tls(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
