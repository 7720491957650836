"""A superior's platform and matters it passed down, through the ordinary services."""

from datetime import datetime, timedelta

from linli.grid.cases.models import Case
from linli.grid.external import services as external
from linli.grid.external.models import External
from linli.grid.external.services import Coming
from linli.grid.moves.rules import Stage
from linli.grid.platforms import services as platforms
from linli.grid.platforms.models import Platform
from linli.grid.platforms.rules import PlatformKind
from linli.grid.superior_rows.rules import Told
from linli.kernel.people.rules import Role
from tests.courses import brought
from tests.district import NOW, District, key, stamp

DAY = timedelta(days=1)


def platform_of(district: District, code: str = "12345", number: int = 1) -> Platform:
    """Return a platform that the district desk has set up."""
    return platforms.add(
        district.actor(Role.DISTRICT_DESK),
        platform_id=key(70_000 + number),
        code=code,
        name="岳阳市12345热线",
        kind=PlatformKind.HOTLINE,
        stamp=stamp(),
    )


def passed_down(
    district: District,
    platform: Platform,
    stage: Stage = Stage.REPORTED,
    number: int = 1,
    *,
    at: datetime = NOW,
    due_at: datetime | None = None,
    register_by: datetime | None = None,
    side: int = 0,
    category: str = "06010",
) -> Case:
    """Return a case at a stage that a superior passed down, due five days later."""
    case = brought(district, stage, number, at=at, side=side, category=category)
    coming = Coming(
        external_id=key(80_000 + number),
        platform=platform,
        number=f"YY2026{number:06d}",
        received_at=at,
        due_at=due_at or at + 5 * DAY,
        register_by=register_by,
        category="市容环境",
        told=Told("0" * 64, due_at or at + 5 * DAY, register_by, True, None, at),
    )
    external.receive(
        district.actor(Role.DISTRICT_DESK), case_id=case.pk, coming=coming, stamp=stamp(at, number)
    )
    return case


def outside(case: Case) -> External:
    """Return the superior's side of a case as the database has it now."""
    return External.objects.get(case_id=case.pk)
