"""Mail through an outbox: queued with the change that causes it, sent by the worker.

Where no SMTP server is configured nothing is queued; the page shows the link to copy instead.
The rendered text is dropped from the database once it is sent.
"""

import smtplib
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog

from crm import db, tenancy
from crm.config import Config

log = structlog.get_logger(__name__)
TRIES = 6
KEEP = timedelta(days=30)


def configured() -> bool:
    """Whether an SMTP server is set up."""
    return bool(tenancy.suite().config.smtp_url)


def queue(to: str, subject: str, text: str) -> bool:
    """Put a message into the outbox; False where no SMTP server is configured."""
    if not configured():
        return False
    db.collection("outbox").insert(
        {
            "to": to,
            "subject": subject,
            "text": text,
            "state": "waiting",
            "tries": 0,
            "run_after": db.now(),
        }
    )
    return True


def send_due() -> int:
    """Send what waits; gives how many went. A failure is tried again, later each time."""
    config, sent = tenancy.suite().config, 0
    due = db.collection("outbox").find(
        {"state": "waiting", "run_after": {"$lte": db.now()}}, limit=50
    )
    for message in due:
        claimed = {"_id": message["_id"], "state": "waiting", "tries": message["tries"]}
        if not db.collection("outbox").update(claimed, {"$inc": {"tries": 1}}):
            continue
        try:
            _send(config, message["to"], message["subject"], message["text"])
        except (OSError, smtplib.SMTPException) as error:
            _later(message, error)
        else:
            change = {"$set": {"state": "sent"}, "$unset": {"text": "", "to": ""}}
            db.collection("outbox").update({"_id": message["_id"]}, change)
            sent += 1
    return sent


def purge() -> int:
    """Remove what was sent, or given up, more than KEEP ago."""
    old = {"$lt": db.now() - KEEP}
    outbox = db.collection("outbox")
    return sum(outbox.delete_many({"state": s, "run_after": old}) for s in ("sent", "failed"))


def _later(message: db.Doc, error: Exception) -> None:
    log.warning("mail not sent", error=type(error).__name__)
    wait = timedelta(minutes=2 ** message["tries"])
    state = "failed" if message["tries"] + 1 >= TRIES else "waiting"
    db.collection("outbox").update(
        {"_id": message["_id"]}, {"$set": {"state": state, "run_after": db.now() + wait}}
    )


def _send(config: Config, to: str, subject: str, text: str) -> None:
    """One message by SMTP: `smtp://user:password@host:port` or `smtps://...`."""
    where = urlsplit(config.smtp_url)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = config.mail_from, to, subject
    message.set_content(text)
    host, secure = where.hostname or "localhost", where.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(host, where.port or (465 if secure else 587), timeout=10) as server:
        if not secure and where.username:
            server.starttls()
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(message)
