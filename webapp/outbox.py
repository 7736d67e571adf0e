"""The mails that went out: for the office, and in the demonstration for everybody."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from webapp.auth import needs, public
from webapp.site import current_session, site
from workflow.queries import outbox as queries
from workflow.rules.permissions import Action

bp = Blueprint("outbox", __name__)


@bp.get("/mails")
@needs(Action.SEE_OUTBOX)
def page() -> ResponseReturnValue:
    """List what was written and whether it was sent."""
    return render_template("outbox/page.html", page=_list(), demo=False, people=[], to=_to())


@bp.get("/mails/<int:mail_id>")
@needs(Action.SEE_OUTBOX)
def mail(mail_id: int) -> ResponseReturnValue:
    """Show a mail. Its links are not shown: they let their owner in, and nobody else."""
    return render_template(
        "outbox/mail.html", mail=queries.find(current_session(), mail_id), demo=False
    )


@bp.get("/demo/mails")
@public
def demo_page() -> ResponseReturnValue:
    """List the mails of the demonstration, where everybody may be anybody."""
    _only_in_the_demonstration()
    people = queries.recipients(current_session())
    return render_template("outbox/page.html", page=_list(), demo=True, people=people, to=_to())


@bp.get("/demo/mails/<int:mail_id>")
@public
def demo_mail(mail_id: int) -> ResponseReturnValue:
    """Show a mail of the demonstration with links that can be followed."""
    _only_in_the_demonstration()
    return render_template(
        "outbox/mail.html", mail=queries.find(current_session(), mail_id), demo=True
    )


def _list() -> queries.OutboxPage:
    number = request.args.get("page", 1, type=int)
    return queries.page(current_session(), number=number, to=_to())


def _to() -> str:
    return request.args.get("to", "")


def _only_in_the_demonstration() -> None:
    if not site().settings.demo:
        abort(404)
