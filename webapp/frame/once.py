"""A form that is sent twice does its work once.

Every rendered form carries a key of its own (`form_keys()` in the templates). The first request
claims the key and keeps its answer beside the work, in the same transaction. A second one with
the same key, after a double click, a lost line or a reload, waits for the first and gets the
same answer. Answers that are not redirects (a page shown again with a remark) changed nothing
and are not kept.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from flask import flash, redirect, request
from flask import session as cookie
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from webapp.frame import auth, site
from workflow.db import now
from workflow.errors import SameKeyOtherForm
from workflow.models import Idempotent

FIELD = "once"
KEPT = timedelta(days=7)
_NOT_CONTENT = frozenset({FIELD, "csrf_token"})


def answer(view: Callable[[], Response]) -> Response:
    """Run the view, or repeat the answer that this form got before."""
    key = request.form.get(FIELD, "")[:64]
    viewer = auth.find_viewer()
    if not key or viewer is None:
        return view()
    person_id = viewer.person.id
    known = _find(person_id, key)
    if known:
        return _repeat(known)
    row = _claim(person_id, key)
    if row is None:
        known = _find(person_id, key)
        return _repeat(known) if known else view()
    before = len(cookie.get("_flashes", []))
    response = view()
    _keep(row, response, before)
    return response


def _find(person_id: int, key: str) -> Idempotent | None:
    return site.current_session().scalar(
        select(Idempotent).where(Idempotent.person_id == person_id, Idempotent.key == key)
    )


def _claim(person_id: int, key: str) -> Idempotent | None:
    session = site.current_session()
    row = Idempotent(
        person_id=person_id,
        key=key,
        form_hash=_hash(),
        status=0,
        location="",
        told=[],
        at=now(session),
    )
    old = delete(Idempotent).where(
        Idempotent.person_id == person_id, Idempotent.at < now(session) - KEPT
    )
    session.execute(old)
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return None
    return row


def _keep(row: Idempotent, response: Response, before: int) -> None:
    if 300 <= response.status_code < 400:
        row.status, row.location = response.status_code, response.location or "/"
        row.told = [list(pair) for pair in cookie.get("_flashes", [])[before:]]
    else:
        site.current_session().delete(row)


def _repeat(row: Idempotent) -> Response:
    if row.form_hash != _hash():
        raise SameKeyOtherForm
    for category, message in row.told:
        flash(message, category)
    return redirect(row.location, row.status)


def _hash() -> str:
    total = hashlib.sha256(request.path.encode())
    for name, value in sorted(request.form.items(multi=True)):
        if name not in _NOT_CONTENT:
            total.update(f"\0{name}\0{value}".encode())
    for name, file in sorted(request.files.items(multi=True)):
        total.update(f"\0{name}\0".encode() + file.stream.read())
        file.stream.seek(0)
    return total.hexdigest()
