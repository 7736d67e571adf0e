"""Proof for everybody: check a fingerprint or a package, take the package along."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import IO, TypeVar

from cryptography.x509 import Certificate
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.frame.auth import find_viewer, public
from webapp.frame.downloads import download, official
from webapp.frame.security import takes_files
from webapp.frame.site import current_session, site
from workflow.errors import Missing, NotFound
from workflow.files import checking, meaning, stamps
from workflow.files.findings import Verdict
from workflow.files.package import digest
from workflow.queries.pledging import pledges as pledge_queries
from workflow.queries.proving import proof as queries
from workflow.rules.permissions import Action, allowed
from workflow.services.proving import packaging
from workflow.translation import _

bp = Blueprint("proof", __name__)

T = TypeVar("T")

_FINGERPRINT = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_BETWEEN = re.compile(r"[\s:.…\u200b-\u200f\u2060\ufeff-]")
"""What stands between the characters of a fingerprint where it is written in groups."""

_ONE_AT_A_TIME = ThreadPoolExecutor(max_workers=1, thread_name_prefix="package")
"""Reads what strangers upload, one file after the other: each thread keeps the memory that its
largest file took, so that eight of them would keep eight times as much."""

MOST_FINDINGS = 100
"""Lines; a package in which more is broken is none."""


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """Look up a fingerprint among the locked texts; how it is written does not matter."""
    typed = request.args.get("fingerprint", "")[:400].strip()
    return _looked_up(typed, _fingerprint(typed))


@bp.post("/verify/package")
@public
@takes_files
def check() -> ResponseReturnValue:
    """Check a package that somebody sends, or look up a text; nothing of it is kept."""
    file = request.files.get("package")
    if file is None or not file.filename:
        raise Missing(what=_("the package"))
    package = file.filename.lower().endswith(".zip") or file.stream.read(2) == b"PK"
    file.stream.seek(0)
    if not package:
        return _text(*_apart(_digests, file.stream))
    verdict = _apart(_verdict, file.stream, _trusted_roots())
    known = queries.comparison(current_session(), verdict)
    return render_template(
        "proof/verify.html",
        typed="",
        whole=False,
        found=[],
        verdict=verdict,
        findings=verdict.findings[:MOST_FINDINGS],
        meaning="" if verdict.holds else meaning.meaning(verdict),
        advice=meaning.advice(),
        known=known,
        name=file.filename[:120],
    )


@bp.get("/pledges/<int:pledge_id>/package.zip")
@public
@official
def package(pledge_id: int) -> ResponseReturnValue:
    """Hand out the package of the locked text; members of the pledge get the decisions too."""
    made = packaging.make(current_session(), pledge_id=pledge_id, members=_is_member(pledge_id))
    return download(made.data, made.name.removesuffix(".zip"), kind="zip")


def _fingerprint(typed: str) -> str:
    """Find a fingerprint in what sha256sum prints, in groups, or alone; or nothing."""
    lowered = typed.lower()
    found = _FINGERPRINT.search(lowered) or _FINGERPRINT.search(_BETWEEN.sub("", lowered))
    return found.group() if found else ""


def _apart(work: Callable[..., T], *given: object) -> T:
    """Run what reads a whole file in the thread for it, in the language of this request."""
    return _ONE_AT_A_TIME.submit(copy_context().run, work, *given).result()


def _verdict(stream: IO[bytes], roots: Sequence[Certificate]) -> Verdict:
    return checking.check(stream.read(), roots=roots)


def _digests(stream: IO[bytes]) -> tuple[str, str]:
    """Return the hash of a text as it came, and with the ends of lines that we write."""
    data = stream.read()
    return digest(data), digest(data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"))


def _text(sha256: str, plain: str) -> str:
    """Look up the text of a file, also with the ends of lines that some systems write."""
    other_ends = plain != sha256 and bool(queries.locked_texts(current_session(), plain))
    return _looked_up(plain if other_ends else sha256, plain if other_ends else sha256, other_ends)


def _looked_up(typed: str, sha256: str, other_ends: bool = False) -> str:  # noqa: FBT001, FBT002  one page
    found = queries.locked_texts(current_session(), sha256) if sha256 else []
    return render_template(
        "proof/verify.html",
        typed=typed,
        whole=bool(sha256),
        found=found,
        verdict=None,
        other_ends=other_ends,
    )


def _trusted_roots() -> Sequence[Certificate]:
    """Return the root certificates of time stamp authorities that this service trusts."""
    return stamps.trusted_roots(site().settings.time_stamp_roots.encode())


def _is_member(pledge_id: int) -> bool:
    viewer = find_viewer()
    actor = viewer.actor if viewer else None
    if actor is None or not allowed(actor, Action.SEE_REVISIONS):
        return False
    try:
        pledge_queries.find_pledge(current_session(), actor, pledge_id)
    except NotFound:
        return False
    return True
