"""A supervision document as its rules see it, and the week it belongs to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.calendar.rules import WorkCalendar

DAYS = WorkCalendar(zone=ZoneInfo("Asia/Shanghai"))
MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FRIDAY_18 = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
US, THEM, OTHERS = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass(frozen=True)
class Sheet:
    """What the rules read of a document."""

    stage: str = "issued"
    number: str = "样督〔2026〕1号"
    district_id: UUID | None = None
    street_id: UUID | None = None
    community_id: UUID | None = None
    grid_id: UUID | None = None
    issuer_id: UUID = US
    to_ids: tuple[UUID, ...] = (THEM, OTHERS)
    copy_ids: tuple[UUID, ...] = ()
    circulated_ids: tuple[UUID, ...] = ()
    answered_ids: tuple[UUID, ...] = ()
    read_ids: tuple[UUID, ...] = ()
    answered_by_id: UUID | None = None
    due_at: datetime = FRIDAY_18
    watch_at: datetime | None = None
    is_warned: bool = False
    level: int = 0
    chases: int = 0
    returns: int = 0
    was_late: bool = False
