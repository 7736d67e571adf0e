"""Proof for everybody: check a fingerprint or a package, take the package along."""

import re
from collections.abc import Sequence

from cryptography.x509 import Certificate
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.frame.auth import find_viewer, public
from webapp.frame.downloads import download, official
from webapp.frame.site import current_session, site
from workflow.errors import Missing, NotFound
from workflow.files import checking, stamps
from workflow.queries.pledging import pledges as pledge_queries
from workflow.queries.proving import proof as queries
from workflow.rules.permissions import Action, allowed
from workflow.services.proving import packaging
from workflow.translation import _

bp = Blueprint("proof", __name__)

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """Look up a fingerprint among the locked texts; groups, colons and capitals do not matter."""
    typed = request.args.get("fingerprint", "")[:400]
    sha256 = re.sub(r"[\s:.…-]", "", typed).lower()
    whole = bool(_FINGERPRINT.fullmatch(sha256))
    found = queries.locked_texts(current_session(), sha256) if whole else []
    return render_template(
        "proof/verify.html", typed=typed.strip(), whole=whole, found=found, verdict=None
    )


@bp.post("/verify/package")
@public
def check() -> ResponseReturnValue:
    """Check a package that somebody sends; nothing of it is kept."""
    file = request.files.get("package")
    if file is None or not file.filename:
        raise Missing(what=_("the package"))
    verdict = checking.check(file.stream.read(), roots=_trusted_roots())
    known = queries.comparison(current_session(), verdict)
    return render_template(
        "proof/verify.html",
        typed="",
        whole=False,
        found=[],
        verdict=verdict,
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
