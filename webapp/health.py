"""Whether the service lives (`/health`) and can work (`/ready`)."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.auth import public
from webapp.site import current_session, give_up, site

bp = Blueprint("health", __name__)


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    """Answer while the process lives. It asks nobody, so it never fails for others' troubles."""
    return jsonify(status="ok")


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Answer 200 when requests can be served: the database answers. The broker is told only."""
    try:
        current_session().execute(text("SELECT 1"))
    except SQLAlchemyError:
        give_up()
        return jsonify(status="unready", database="out of reach"), 503
    broker = "in this process" if site().settings.embedded else "outside"
    return jsonify(status="ok", database="ok", broker=broker)
