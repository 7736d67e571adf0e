"""The mails that went out, for the office and the administrator."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.frame.auth import needs
from webapp.frame.site import current_session
from workflow.errors import NotFound
from workflow.queries.mailing import outbox as queries
from workflow.rules.permissions import Action
from workflow.services.mailing.mail import TO_GUESTS
from workflow.translation import _

bp = Blueprint("outbox", __name__)


@bp.get("/mails")
@needs(Action.SEE_OUTBOX)
def page() -> ResponseReturnValue:
    """List what was written and whether it was sent."""
    to = request.args.get("to", "")
    number = request.args.get("page", 1, type=int)
    shown = queries.page(current_session(), number=number, to=to, hidden=TO_GUESTS)
    return render_template("outbox/page.html", page=shown, demo=False, people=[], to=to)


@bp.get("/mails/<int:mail_id>")
@needs(Action.SEE_OUTBOX)
def mail(mail_id: int) -> ResponseReturnValue:
    """Show a mail. Its links are not shown: they let their owner in, and nobody else."""
    shown = queries.find(current_session(), mail_id)
    if shown.letter in TO_GUESTS:
        raise NotFound(what=_("mail"))
    return render_template("outbox/mail.html", mail=shown, demo=False)
