"""Property service of every compound, seats of every branch, organisations of companies."""

from datetime import date, datetime

from django.utils import timezone

from linli.board.demo_organisations import rules
from linli.board.demo_staff.rules import MARK
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE
from linli.kernel.territory.models import Unit
from linli.party.branches import queries as branches
from linli.party.branches import services as branch_services
from linli.party.branches.rules import Base, Kind
from linli.party.branches.services import Standing
from linli.party.composition import queries as composition
from linli.party.composition import services as composition_services
from linli.party.composition.services import NewService
from linli.party.founding import services as founding
from linli.party.founding.services import New

SINCE, FOUNDED = date(2020, 1, 1), date(2025, 3, 1)


def begin(*, at: datetime) -> None:
    """Record of every compound whether a property company serves it."""
    compounds = Unit.objects.filter(kind="compound", valid_to=None).order_by("pk")
    rows = [
        NewService(key, has_company=rules.is_served(key), valid_from=SINCE, source="演示数据")
        for key in compounds.values_list("pk", flat=True)
    ]
    composition_services.begin_services(rows=rows, stamp=_stamp(at))


def add(*, at: datetime) -> None:
    """Fill the seats of the branches that were founded, and found those of companies."""
    today = timezone.localtime(at).date()
    asked = composition.edition(today).standard.asked
    situations = composition.situations(None, on=today)
    rows = [
        Standing(
            each.organisation_id,
            rules.seats(each.compound_id, asked[situations[each.compound_id]].seats),
            rules.members(each.compound_id),
        )
        for each in branches.founded_in_compounds(on=today)
    ]
    branch_services.enter(rows=rows, stamp=_stamp(at))
    founding.found_many(BY_RULE, rows=_companies(at), stamp=_stamp(at))


def _companies(at: datetime) -> list[New]:
    """Return branches of made-up property companies, each in a community of its own."""
    communities = Unit.objects.filter(kind="community", valid_to=None).order_by("pk")
    keys = communities.values_list("pk", flat=True)[: rules.COMPANIES]
    return [
        New(
            ids.make(int(at.timestamp() * 1000), n.to_bytes(10, "big")),
            Kind.BRANCH,
            Base.PROPERTY_COMPANY,
            unit,
            FOUNDED,
            host=f"样例第{n}物业服务有限公司{MARK}",
            members=8 + n % 12,
            seats={"secretary": {"held": 1, "post": "company_head"}} if n % 8 else {},
        )
        for n, unit in enumerate(keys, start=1)
    ]


def _stamp(at: datetime) -> Stamp:
    return Stamp(at=at, recorded_at=at, salt=bytes(16))
