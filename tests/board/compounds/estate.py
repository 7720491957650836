"""A furnished compound for the pages: a contract, a committee, values, matters."""

from datetime import date, timedelta
from uuid import UUID

from linli.kernel.bodies import services as bodies
from linli.kernel.bodies.rules import Kind, Term
from linli.kernel.bodies.services import Filing
from linli.kernel.compounds import services as compounds
from linli.kernel.compounds.rules import Estate, Values
from linli.kernel.contracts import services as contracts
from linli.kernel.contracts.rules import Form, Terms
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import BY_RULE
from linli.kernel.seals.rules import SealKind
from linli.kernel.seats.rules import Office
from tests.district import District, key, stamp

COMPANY = key(7000)
CONTRACT, BODY, SEAL = key(310_000), key(320_000), key(340_000)
NAMES = ["张三丰", "李四光", "王五常", "赵六合", "钱七巧"]


def company() -> UUID:
    """Store a property company."""
    row = Organisation(id=COMPANY, kind="property_company", name="样例安居物业服务有限公司")
    row.save()
    return row.pk


def furnish(district: District, today: date, compound: UUID | None = None) -> UUID:
    """Give a compound a contract about to end and a committee short of one member."""
    compound = compound or district.sides[0].compounds[0]
    began = today - timedelta(days=900)
    compounds.describe(
        BY_RULE, attributes_id=key(300_000), compound_id=compound, stamp=stamp(number=1),
        values=Values(
            as_of=today, source="社区台账，2026年11月", estate=Estate.COMMERCIAL, households=860,
            buildings=12, built_in=2016, lifts=24, has_spare_room=True, spare_m2=180,
        ),
    )  # fmt: skip
    contracts.enter(
        BY_RULE, contract_id=CONTRACT, compound_id=compound, stamp=stamp(number=2),
        terms=Terms(
            form=Form.TENDERED, organisation_id=company(), starts_on=began,
            until=today + timedelta(days=70), fee_fen=198, number="物合〔2024〕15号",
        ),
    )  # fmt: skip
    bodies.elect(
        BY_RULE, body_id=BODY, compound_id=compound, stamp=stamp(number=3),
        term=Term(
            kind=Kind.OWNERS_COMMITTEE, name="甲东苑业主委员会", number=2, seats=5,
            elected_on=began, starts_on=began, until=today + timedelta(days=20),
        ),
    )  # fmt: skip
    for number, name in enumerate(NAMES[:4]):
        bodies.take_seat(
            BY_RULE, body_id=BODY, seat_id=key(330_000 + number), name=name, on=began,
            office=Office.MEMBER if number else Office.CHAIR, stamp=stamp(number=10 + number),
        )  # fmt: skip
    filing = Filing("样住建备〔2024〕132号", began + timedelta(days=12), district.street_offices[0])
    bodies.file(BY_RULE, body_id=BODY, filing=filing, stamp=stamp(number=20))
    bodies.issue_seal(
        BY_RULE, body_id=BODY, seal_id=SEAL, kind=SealKind.BODY, on=began + timedelta(days=20),
        stamp=stamp(number=21),
    )  # fmt: skip
    bodies.count_party_members(BY_RULE, body_id=BODY, count=2, on=today, stamp=stamp(number=22))
    return compound
