"""Whether the service lives (`/health`) and can work (`/ready`)."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.frame.auth import public
from webapp.frame.site import current_session, give_up, site

bp = Blueprint("health", __name__)


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    """Answer while the process lives. It asks nobody, so it never fails for others' troubles."""
    return jsonify(status="ok")


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Answer 200 when requests can be served: the database answers and has its tables.

    The broker is told only: without it everything works, a few seconds later.
    """
    try:
        current_session().execute(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        give_up()
        return jsonify(status="unready", database="out of reach, or never migrated"), 503
    broker = "in this process" if site().settings.embedded else "outside"
    return jsonify(status="ok", database="ok", broker=broker)
