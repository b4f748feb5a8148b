"""Owner mails: when an endpoint is disabled, a mail says so to the address that it names.

The row is the queue, as everywhere: the attempt is written before the server of mails is contacted, so one that fails or hangs
holds no lock and no delivery.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from claims.ids import type_id
from claims.models import Endpoint

logger = structlog.get_logger(__name__)

WAITS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""How long after each attempt the next one follows. There are as many attempts."""

_TEXT = """\
The webhook endpoint {id} is disabled. Nothing is sent to it any more.

Receiver:    {url}
Description: {description}
Reason:      {reason}

When the receiver works again, set the endpoint's state to active. Then call recover, which sends what it missed:
{link}
"""


def make_due(endpoint: Endpoint, *, now: datetime) -> None:
    """Have the owner of an endpoint told that it is disabled, in the transaction that disables it."""
    if settings.EMAIL_HOST and endpoint.owner_email:
        Endpoint.objects.filter(pk=endpoint.pk).update(mail_due_at=now, mail_attempt_count=0)


def send_next_mail(*, now: datetime | None = None) -> bool:
    """Attempt the mail that has been due for longest. False if none is due.

    A process that is killed between sending and noting it leaves the mail due: it is sent again.
    """
    endpoint = _take(now or timezone.now())
    if endpoint is None:
        return False
    try:
        message(endpoint).send()
    except (OSError, ValueError) as error:  # those of smtplib are OSErrors
        _note_failure(endpoint, error)
    else:
        Endpoint.objects.filter(pk=endpoint.pk).update(mail_due_at=None)
        logger.info("owner told that the endpoint is disabled", endpoint=str(endpoint.pk))
    return True


def message(endpoint: Endpoint) -> EmailMessage:
    """The mail about a disabled endpoint. The query of its URL, which may have a secret, is left out."""
    name = type_id("endpoint", endpoint.pk)
    return EmailMessage(
        subject=f"Webhook endpoint disabled: {urlsplit(endpoint.url).hostname}",
        body=_TEXT.format(
            id=name,
            url=endpoint.url.partition("?")[0],
            description=endpoint.description or "-",
            reason=endpoint.disabled_reason,
            link=f"{settings.PUBLIC_URL}/api/v1/webhook-endpoints/{name}",
        ),
        to=[endpoint.owner_email],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: absence notes are not sent back
    )


def _take(now: datetime) -> Endpoint | None:
    """The endpoint whose mail is due, with this attempt counted. The next attempt is due after its wait."""
    due = Endpoint.objects.present().filter(
        mail_due_at__lte=now,
        mail_attempt_count__lt=len(WAITS),
        state=Endpoint.State.DISABLED,
    )
    with transaction.atomic():
        locked = due.exclude(owner_email="").select_for_update(skip_locked=True, no_key=True)
        endpoint = locked.order_by("mail_due_at").first()
        if endpoint is None:
            return None
        endpoint.mail_due_at = now + WAITS[endpoint.mail_attempt_count]
        endpoint.mail_attempt_count += 1
        endpoint.save(update_fields=["mail_due_at", "mail_attempt_count"])
    return endpoint


def _note_failure(endpoint: Endpoint, error: Exception) -> None:
    is_last = endpoint.mail_attempt_count >= len(WAITS)
    if is_last:
        Endpoint.objects.filter(pk=endpoint.pk).update(mail_due_at=None)
    logger.warning(
        "mail not sent; it is given up" if is_last else "mail not sent",
        endpoint=str(endpoint.pk),
        attempt=endpoint.mail_attempt_count,
        error=f"{type(error).__name__}: {error}"[:200],
    )
