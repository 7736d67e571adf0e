"""The public keys of this service: for people, and for programs that check."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from webapp.frame.auth import public
from webapp.frame.downloads import official
from webapp.frame.site import current_session
from workflow.services.proving import keys, packaging

bp = Blueprint("keys", __name__)


@bp.get("/keys")
@public
def page() -> ResponseReturnValue:
    """Show every key that was ever used, the one in use first."""
    known = keys.every(current_session())
    return render_template("keys/page.html", keys=known[::-1])


@bp.get("/keys.json")
@public
@official
def as_json() -> ResponseReturnValue:
    """Give the keys as a package holds them."""
    return jsonify(keys=packaging.public_keys(current_session()))
