"""What the pages of files show: what waits, what a file would do, what goes out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext

from linli.kernel.common.errors import InputRefused
from linli.kernel.datum_evidence import queries as datum_evidence
from linli.kernel.datum_evidence.rules import Evidence
from linli.kernel.deliveries import queries as deliveries
from linli.kernel.deliveries.models import Delivery
from linli.kernel.deliveries.rules import OUTCOME_NAMES, Outcome, Report, Verdict
from linli.kernel.ledgers import queries as ledgers
from linli.kernel.ledgers.rules import LEDGER_NAMES, SHEET_NAMES, Ledger
from linli.kernel.map_files import services as map_files
from linli.kernel.map_files.rules import Wanted
from linli.kernel.map_readings import solver as reader
from linli.kernel.map_readings.rules import FORM_NAMES, LayerUnclear, Reading
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.post_ledgers import queries as post_ledgers
from linli.kernel.post_ledgers import services as posts
from linli.kernel.unit_ledgers import queries as unit_ledgers
from linli.kernel.unit_ledgers import services as units
from linli.ui.errors import words
from linli.ui.files.forms import MAP
from linli.ui.pages import shown_as

PAGE_SIZE = 100
ORDER = [Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED]


def name_of(delivery: Delivery) -> str:
    """Return what a file is said to be, translated."""
    if delivery.what == MAP:
        return gettext("Map with outlines")
    return gettext(LEDGER_NAMES[Ledger(delivery.what)])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits, with what it is."""

    delivery: Delivery
    name: str


def waiting(actor: Actor) -> list[Waiting]:
    """Return the files of the actor's post that wait to be taken in, newest first.

    Raises:
        Forbidden: the actor is neither operator nor district desk.
    """
    check_may_edit_territory(actor)
    return [Waiting(each, name_of(each)) for each in deliveries.waiting(actor)]


def ledger_names() -> list[tuple[str, str]]:
    """Return the ledgers with their names, translated."""
    return [(ledger.value, gettext(name)) for ledger, name in LEDGER_NAMES.items()]


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it."""

    number: int
    name: str
    outcome: str
    outcome_name: str
    notes: list[str]
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have one outcome."""

    outcome: str
    name: str
    count: int


@dataclass
class DeliveryPage:
    """A file, what it says of itself, what it would do, and why it cannot be read."""

    delivery: Delivery
    name: str
    is_map: bool
    form_name: str = ""
    layers: list[str] = field(default_factory=list)
    in_file: str = ""
    evidence: Evidence | None = None
    counts: list[Count] = field(default_factory=list)
    page: Page[Line] | None = None
    to_take: int = 0
    has_faults: bool = False
    refused: InputRefused | None = None

    def show(self, report: Report, number: str) -> None:
        """Put a report on the page, what is refused first."""
        ordered = sorted(report.verdicts, key=lambda each: ORDER.index(each.outcome))
        page = Paginator(ordered, PAGE_SIZE).get_page(number)
        self.page = shown_as(page, [line(each) for each in page.object_list])
        self.counts = counts(report)
        self.has_faults = bool(report.faults)
        self.to_take = report.counts[Outcome.NEW] + report.counts[Outcome.CHANGED]


def line(verdict: Verdict) -> Line:
    """Return what a row does, in words."""
    reason, hint = words(verdict.error) if verdict.error else ("", "")
    return Line(
        number=verdict.number,
        name=verdict.name,
        outcome=verdict.outcome.value,
        outcome_name=gettext(OUTCOME_NAMES[verdict.outcome]),
        notes=[gettext(note) for note in verdict.notes],
        reason=reason,
        hint=hint,
    )


def counts(report: Report) -> list[Count]:
    """Return how many rows have which outcome; those that none has are left out."""
    return [
        Count(outcome.value, gettext(OUTCOME_NAMES[outcome]), report.counts[outcome])
        for outcome in ORDER
        if report.counts[outcome]
    ]


def page(
    actor: Actor,
    delivery_id: UUID,
    *,
    wanted: Wanted | None,
    number: str,
    at: datetime,
    keys: Callable[[], UUID],
) -> DeliveryPage:
    """Return the page of a file; ``refused`` says why it cannot be read as it is meant.

    Raises:
        Forbidden: the actor is neither operator nor district desk.
        DeliveryGone: another post brought it, or it is not here any more.
    """
    check_may_edit_territory(actor)
    delivery = deliveries.delivery_of(actor, delivery_id)
    found = DeliveryPage(delivery, name_of(delivery), delivery.what == MAP)
    with deliveries.unfolded(delivery) as path:
        try:
            if found.is_map:
                _read_map(actor, found, path, wanted)
            if not found.is_map or (wanted and wanted.datum):
                found.show(look(actor, delivery, path, wanted=wanted, at=at, keys=keys), number)
        except InputRefused as refused:
            found.refused = refused
    return found


def _read_map(actor: Actor, found: DeliveryPage, path: Path, wanted: Wanted | None) -> None:
    """Say what a map says of itself; where several layers are open, that one has to be chosen."""
    try:
        reading = reader.read(path, layer=wanted.layer if wanted else "")
    except LayerUnclear as unclear:
        layers = unclear.facts["layers"]
        found.layers = [str(each) for each in layers] if isinstance(layers, list) else []
        raise
    _describe(found, reading)
    if wanted:
        found.evidence = datum_evidence.evidence(actor, reading, wanted.kind)


def _describe(found: DeliveryPage, reading: Reading) -> None:
    found.form_name, found.in_file = FORM_NAMES[reading.form], reading.in_file or ""
    found.layers = list(reading.layers)


def look(
    actor: Actor,
    delivery: Delivery,
    path: Path,
    *,
    wanted: Wanted | None,
    at: datetime,
    keys: Callable[[], UUID],
) -> Report:
    """Return what a file would do, row by row; nothing is changed."""
    if delivery.what == Ledger.POSTS:
        return posts.look(actor, file=path, at=at, keys=keys)
    if delivery.what == MAP and wanted:
        return map_files.look(actor, file=path, wanted=wanted, at=at, keys=keys)
    return units.look(actor, file=path, ledger=Ledger(delivery.what), at=at, keys=keys)


def template(ledger: Ledger) -> tuple[str, bytes]:
    """Return the name and the content of an empty ledger with its explanation."""
    possible = post_ledgers.possible_words() if ledger is Ledger.POSTS else {}
    return f"{SHEET_NAMES[ledger]}.xlsx", ledgers.written(ledger, [], words=possible)


def exported(actor: Actor, ledger: Ledger, *, ending: str, on: date) -> tuple[str, bytes]:
    """Return the name and the content of a ledger with all its rows.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
    """
    is_posts = ledger is Ledger.POSTS
    rows = post_ledgers.exported(actor, on=on) if is_posts else unit_ledgers.exported(actor, ledger)
    name = f"{SHEET_NAMES[ledger]}-{on:%Y%m%d}.{ending}"
    if ending == "csv":
        return name, ledgers.written_csv(ledger, rows)
    possible = post_ledgers.possible_words() if is_posts else {}
    return name, ledgers.written(ledger, rows, words=possible)
