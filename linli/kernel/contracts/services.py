"""Property contracts are entered, ended early, and let go on without an end."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel.common.days import day_of
from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.kernel.compounds import queries as compounds
from linli.kernel.contracts import queries, rules
from linli.kernel.contracts.models import PropertyContract
from linli.kernel.contracts.news import (
    ContractEnded,
    ContractEntered,
    ContractGoesOn,
    ContractNews,
)
from linli.kernel.contracts.rules import Ground, Terms
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.journal.services import Line
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.kernel.territory.models import Unit

MOST_NUMBER = 60
FIELDS = (
    "compound_id", "organisation_id", "form", "number", "starts_on", "until", "last_on",
    "ground", "fee_fen", "dismissal_days", "refusal_days",
)  # fmt: skip
"""What the first entry of a contract says of its row."""


def stream_of(contract_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a contract."""
    return f"kernel.contract:{contract_id}"


@transaction.atomic
def enter(
    actor: Actor, *, contract_id: UUID, compound_id: UUID, terms: Terms, stamp: Stamp
) -> PropertyContract:
    """Enter a contract of a compound; an initial one that it replaces ends the day before.

    Raises:
        Forbidden, NotFound: the actor does not keep the registers of this compound, or there
            is no such organisation.
        CompanyNeeded, NobodyElseServes, EndsBeforeItBegins, TermsOutOfRange, ContractsOverlap.
    """
    _hold(actor, compound_id)
    rules.check_terms(terms)
    office = terms.organisation_id
    if office is not None and not people.organisation_names({office}):
        raise NotFound
    known = queries.contracts(compound_id)
    replaced = rules.check_room(known, terms)
    for row in known:
        if row is replaced:
            changes = {"last_on": terms.starts_on - rules.ONE_DAY, "ground": Ground.REPLACED.value}
            _change(actor, row, ContractEnded, changes, stamp)
    row = PropertyContract.objects.create(
        id=contract_id,
        compound_id=compound_id,
        organisation_id=office,
        form=terms.form.value,
        number=clean(terms.number, most=MOST_NUMBER),
        starts_on=terms.starts_on,
        until=terms.until,
        last_on=terms.until,
        ground="",
        fee_fen=terms.fee_fen,
        dismissal_days=terms.dismissal_days,
        refusal_days=terms.refusal_days,
    )
    _record(actor, row, ContractEntered, {name: getattr(row, name) for name in FIELDS}, stamp)
    return row


@transaction.atomic
def end(
    actor: Actor, *, contract_id: UUID, last_on: date, ground: Ground, stamp: Stamp
) -> PropertyContract:
    """End a contract before the day agreed, or one without an end; ``last_on`` is in force yet.

    Raises:
        Forbidden, NotFound: the actor does not keep the registers of this compound.
        EndedAlready: the contract is not in force on that day.
    """
    row = _held(actor, contract_id)
    rules.check_end(row, last_on)
    changes = {"last_on": last_on, "ground": ground.value}
    return _change(actor, row, ContractEnded, changes, stamp)


@transaction.atomic
def go_on(actor: Actor, *, contract_id: UUID, stamp: Stamp) -> PropertyContract:
    """Let a contract that ran out go on without an end, because its company goes on serving.

    Raises:
        Forbidden, NotFound: the actor does not keep the registers of this compound.
        NothingToGoOn: it did not run out, or is not the last one.
    """
    row = _held(actor, contract_id)
    known = queries.contracts(row.compound_id)
    rules.check_goes_on(row, known, ground=row.ground, today=day_of(stamp.at))
    return _change(actor, row, ContractGoesOn, {"last_on": None}, stamp)


def _hold(actor: Actor, compound_id: UUID) -> None:
    """Let the contracts of a compound wait for each other; refuse who does not keep them."""
    compounds.keepable(actor, compound_id)
    Unit.objects.select_for_update().get(pk=compound_id)


def _held(actor: Actor, contract_id: UUID) -> PropertyContract:
    """Return a contract, held until the transaction ends.

    Raises:
        Forbidden, NotFound: there is none, or it is not the actor's to keep.
    """
    found = PropertyContract.objects.filter(pk=contract_id).first()
    if found is None:
        raise NotFound
    _hold(actor, found.compound_id)
    found.refresh_from_db()
    return found


def _change(
    actor: Actor,
    row: PropertyContract,
    news: type[ContractNews],
    changes: Mapping[str, object],
    stamp: Stamp,
) -> PropertyContract:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    _record(actor, row, news, changes, stamp)
    return row


def _record(
    actor: Actor,
    row: PropertyContract,
    news: type[ContractNews],
    changes: Mapping[str, object],
    stamp: Stamp,
) -> None:
    told = news(contract_id=row.pk, compound_id=row.compound_id, changes=changes)
    journal.record([Line(actor, stream_of(row.pk), told, stamp)])
