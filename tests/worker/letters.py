"""Mails as people, servers and machines answer ours."""

from email.message import EmailMessage

from workflow.models import Mail
from workflow.rules.replies import ReplyToken, Way

SECRET = "a secret of the tests, long enough"
RELAY = "mx.in.test"


def reply(mail_id, text="No changes.\n", *, way=Way.REPLY, sender=None, **headers):
    """Answer a mail of ours."""
    message = EmailMessage()
    message["From"] = sender or "Lena <focal.point.ilo@onevoice.test>"
    message["To"] = ReplyToken(way, mail_id).address("reply@in.test", SECRET)
    message["Subject"] = "Re: Open"
    message["Message-ID"] = f"<{abs(hash((text, sender, str(headers))))}@ilo.test>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def bounce(mail_id, status, *, action="failed", number=1):
    """Say like a mail server that a mail of ours was not delivered, or not yet."""
    to = ReplyToken(Way.BOUNCE, mail_id).address("reply@in.test", SECRET)
    return f"""From: MAILER-DAEMON@mx.ilo.test
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{status}.{number}@mx.ilo.test>
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

This is the mail system.
--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ilo.test

Final-Recipient: rfc822; x@ilo.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 No such person here

--=_b--
""".encode()


def letters(sessions, kind):
    """Return to whom letters of a kind were written."""
    with sessions() as session:
        return [m.address for m in session.query(Mail).filter_by(letter=kind).order_by(Mail.id)]
