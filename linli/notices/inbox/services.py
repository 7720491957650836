"""Messages are written and read."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from linli.kernel.journal.news import Told
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.notices.inbox import queries
from linli.notices.inbox.models import Message


@transaction.atomic
def tell(
    *,
    told: Told,
    number: str,
    post_ids: set[UUID],
    case_id: UUID | None = None,
    document_id: UUID | None = None,
) -> None:
    """Put one entry into the inbox of each post; the same entry twice is one message.

    It is about a case, or about a supervision document or a task.
    """
    Message.objects.bulk_create(
        [
            Message(
                post_id=post_id,
                entry_id=told.entry_id,
                case_id=case_id,
                document_id=document_id,
                number=number,
                verb=told.verb,
                at=told.at,
            )
            for post_id in sorted(post_ids)
            if str(post_id) != told.actor.get("post")
        ],
        ignore_conflicts=True,
    )


def mail(*, told: Told, number: str, post_ids: set[UUID]) -> int:
    """Send the title of an entry and the number of its case by mail, in the first language.

    Where mail is not set up nothing happens. The text says nothing of the matter itself.

    Returns:
        To how many addresses it was sent.
    """
    if not settings.EMAIL_URL:
        return 0
    addresses = people.mail_addresses(post_ids)
    if addresses:
        with translation.override(settings.LANGUAGE_CODE):
            title = gettext(queries.TITLES[told.verb])
            body = gettext("Matter %(number)s. Sign in to see it.") % {"number": number}
        EmailMessage(subject=f"{title} {number}", body=body, bcc=addresses).send()
    return len(addresses)


@transaction.atomic
def open_message(actor: Actor, *, message_id: int, at: datetime) -> Message:
    """Mark a message as read and return it.

    Raises:
        NotFound: there is none, or it is another's.
    """
    message = queries.one(actor.post_id, message_id)
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return message


@transaction.atomic
def read_all(actor: Actor, *, at: datetime) -> int:
    """Mark all messages of a post as read and return how many there were."""
    if actor.post_id is None:
        return 0
    return Message.objects.filter(post_id=actor.post_id, read_at=None).update(read_at=at)
