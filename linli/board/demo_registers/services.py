"""Made-up registers of a few compounds, by the ordinary services."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from uuid import UUID

from linli.board.demo_registers import rules
from linli.board.demo_registers.rules import COMPANIES, COMPOUNDS, NAMES, SOURCE, Kept
from linli.kernel.bodies import services as bodies
from linli.kernel.bodies.rules import Kind, Term
from linli.kernel.bodies.services import Filing
from linli.kernel.common import ids
from linli.kernel.common.days import day_of
from linli.kernel.compounds import services as compounds
from linli.kernel.compounds.rules import Values
from linli.kernel.contracts import services as contracts
from linli.kernel.contracts.rules import Form, Terms
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import BY_RULE, Actor
from linli.kernel.people.services import Staff, add_staff
from linli.kernel.seals.rules import SealKind
from linli.kernel.seats.rules import Office
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind as UnitKind

BODY_NAMES = {
    Kind.OWNERS_COMMITTEE: "业主委员会",
    Kind.SUPERVISORY_COMMITTEE: "业主监督委员会",
    Kind.COUNCIL: "自治理事会",
}


class _Keeper:
    """Keeps the registers of one community's compounds as of a moment."""

    def __init__(self, desk: Actor, filing_office: UUID, *, at: datetime) -> None:
        self.desk, self.filing_office, self.at = desk, filing_office, at
        self.today, self.numbers = day_of(at), count()
        self.companies = [self.key() for _ in COMPANIES]
        offices = [
            Organisation(id=key, kind="property_company", name=name)
            for key, name in zip(self.companies, COMPANIES, strict=True)
        ]
        add_staff(BY_RULE, staff=Staff(organisations=offices, persons=[], posts=[]))

    def key(self) -> UUID:
        number = next(self.numbers)
        made = sha256(f"registers {number}".encode()).digest()[:10]
        return ids.make(int(self.at.timestamp() * 1000) + number, made)

    def stamp(self) -> Stamp:
        salt = sha256(f"salt {next(self.numbers)}".encode()).digest()[:16]
        return Stamp(at=self.at, recorded_at=self.at, salt=salt)

    def describe(self, compound: UUID, kept: Kept) -> None:
        values = Values(
            as_of=self.today - timedelta(days=20),
            source=SOURCE,
            estate=kept.estate,
            built_in=kept.built_in,
            lifts=kept.lifts,
            has_spare_room=kept.spare_m2 > 0,
            spare_m2=kept.spare_m2,
        )
        compounds.describe(
            self.desk, attributes_id=self.key(), compound_id=compound, values=values,
            stamp=self.stamp(),
        )  # fmt: skip

    def contract(self, compound: UUID, contract: rules.Contract) -> None:
        serving = None if contract.company is None else self.companies[contract.company]
        if contract.form is Form.TRUSTEESHIP:
            serving = self.desk.organisation_id
        ends = None if contract.ends is None else rules.months_ago(self.today, contract.ends)
        terms = Terms(
            form=contract.form,
            organisation_id=serving,
            starts_on=rules.months_ago(self.today, contract.began),
            until=rules.day_before(ends) if ends else None,
            fee_fen=contract.fee_fen,
        )
        row = contracts.enter(
            self.desk, contract_id=self.key(), compound_id=compound, terms=terms,
            stamp=self.stamp(),
        )  # fmt: skip
        if contract.goes_on:
            contracts.go_on(self.desk, contract_id=row.pk, stamp=self.stamp())

    def body(self, compound: UUID, name: str, body: rules.Body) -> None:
        starts_on = rules.months_ago(self.today, body.began)
        elected_on = starts_on - timedelta(days=5)
        term = Term(
            kind=body.kind,
            name=name + BODY_NAMES[body.kind],
            number=body.number,
            seats=body.seats,
            elected_on=elected_on,
            starts_on=starts_on,
            until=rules.day_before(rules.months_ago(self.today, body.ends)),
        )
        key = self.key()
        bodies.elect(self.desk, body_id=key, compound_id=compound, term=term, stamp=self.stamp())
        for number in range(body.members):
            bodies.take_seat(
                self.desk, body_id=key, seat_id=self.key(), name=NAMES[number], on=starts_on,
                office=Office.MEMBER if number else Office.CHAIR, stamp=self.stamp(),
            )  # fmt: skip
        self._papers(key, body, elected_on)

    def _papers(self, key: UUID, body: rules.Body, elected_on: date) -> None:
        if body.is_filed:
            filed_on = elected_on + timedelta(days=18)
            number = f"样住建备〔{filed_on.year}〕{filed_on.timetuple().tm_yday}号"
            filing = Filing(number, filed_on, self.filing_office)
            bodies.file(self.desk, body_id=key, filing=filing, stamp=self.stamp())
        if body.has_seal:
            bodies.issue_seal(
                self.desk, body_id=key, seal_id=self.key(), kind=SealKind.BODY,
                on=elected_on + timedelta(days=25), stamp=self.stamp(),
            )  # fmt: skip
        if body.party_members is not None:
            bodies.count_party_members(
                self.desk, body_id=key, count=body.party_members, on=self.today,
                stamp=self.stamp(),
            )  # fmt: skip


def add(desk: Actor, *, filing_office: UUID, at: datetime) -> list[UUID]:
    """Keep the registers of the first compounds of a community; return which.

    Args:
        desk: a desk of the community.
        filing_office: the office that took the filings.
    """
    if desk.unit_id is None:
        return []
    keeper = _Keeper(desk, filing_office, at=at)
    listed = territory.children(desk.unit_id, [UnitKind.COMPOUND])[: len(COMPOUNDS)]
    for unit, kept in zip(listed, COMPOUNDS, strict=False):
        keeper.describe(unit.id, kept)
        for contract in kept.contracts:
            keeper.contract(unit.id, contract)
        for body in kept.bodies:
            keeper.body(unit.id, unit.name, body)
    return [unit.id for unit in listed]
