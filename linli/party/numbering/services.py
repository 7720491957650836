"""Codes are set, numbers are taken."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from linli.kernel.common.errors import NotFound
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.party.numbering import queries, rules
from linli.party.numbering.models import DocumentCode, Series
from linli.party.numbering.news import DocumentCodeSet


@dataclass(frozen=True, slots=True)
class Taken:
    """A number that was taken: as it is written, and its parts."""

    number: str
    year: int
    running: int


@transaction.atomic
def set_code(actor: Actor, *, organisation_id: UUID, code: str, stamp: Stamp) -> DocumentCode:
    """Give an office the code of its documents; numbers given before keep theirs.

    Raises:
        Forbidden: the actor is neither district desk, operator nor the house itself.
        NotFound: there is no such office.
        CodeRefused, CodeTaken.
    """
    rules.check_may_set(actor)
    kept = rules.check_code(code)
    if not people.organisation_names({organisation_id}):
        raise NotFound
    try:
        with transaction.atomic():
            row, _ = DocumentCode.objects.update_or_create(
                pk=organisation_id, defaults={"code": kept}
            )
    except IntegrityError as taken:
        raise rules.CodeTaken from taken
    told = DocumentCodeSet(organisation_id=organisation_id, code=kept)
    stream = f"party.document_code:{organisation_id}"
    journal.record([journal.Line(actor=actor, stream=stream, news=told, stamp=stamp)])
    return row


@transaction.atomic
def take(organisation_id: UUID, *, year: int) -> Taken:
    """Take the next number of an office in a year.

    The row of the series stays locked until the caller's transaction ends: the next one waits,
    and a number of a transaction that fails is given to the next. So there is neither a gap
    nor a number given twice.

    Raises:
        NoDocumentCode: the office has no code yet.
    """
    code = queries.code_of(organisation_id)
    if not code:
        raise rules.NoDocumentCode
    table = connection.ops.quote_name(Series._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (organisation_id, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (organisation_id, year) DO UPDATE SET last = "
            f"{table}.last + 1 RETURNING last",
            [organisation_id, year],
        )
        (running,) = cursor.fetchone()
    return Taken(rules.number(code, year=year, running=running), year, running)
