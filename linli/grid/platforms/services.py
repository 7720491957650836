"""A platform is set up; how its sheets read is remembered."""

from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.grid.platforms import rules
from linli.grid.platforms.models import Platform
from linli.grid.platforms.news import PlatformSet
from linli.grid.platforms.rules import Layout, PlatformCodeTaken, PlatformKind
from linli.kernel.common import text
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


def add(
    actor: Actor, *, platform_id: UUID, code: str, name: str, kind: PlatformKind, stamp: Stamp
) -> Platform:
    """Set up a superior's platform.

    Raises:
        Forbidden: only the district desk may.
        PlatformCodeRefused, PlatformCodeTaken: the word cannot name it.
    """
    rules.check_may_add(actor)
    rules.check_code(code)
    changes: dict[str, object] = {
        "code": code,
        "name": text.clean(name, most=60),
        "kind": kind.value,
        "layout": rules.kept(Layout()),
    }
    try:
        with transaction.atomic():
            platform = Platform.objects.create(id=platform_id, **changes)
            _record(actor, platform, changes, stamp)
    except IntegrityError:
        raise PlatformCodeTaken(word=code) from None
    return platform


@transaction.atomic
def remember(actor: Actor, *, platform_id: UUID, layout: Layout, stamp: Stamp) -> Platform:
    """Remember how a superior writes; the same again records nothing.

    Raises:
        Forbidden: only the district's and the streets' desks may.
        NotFound: there is no such platform.
        ColumnNeeded, ColumnTwice, ZoneUnknown: nothing could be read that way.
    """
    rules.check_may_take_in(actor)
    platform = Platform.objects.select_for_update(no_key=True).filter(pk=platform_id).first()
    if platform is None:
        raise NotFound
    rules.check_columns(layout.columns)
    layout.tz()
    kept = rules.kept(replace(layout, titles=tuple(layout.titles)))
    if kept != platform.layout:
        platform.layout = kept
        platform.save(update_fields=["layout"])
        _record(actor, platform, {"layout": kept}, stamp)
    return platform


def _record(actor: Actor, platform: Platform, changes: dict[str, object], stamp: Stamp) -> None:
    news = PlatformSet(platform_id=platform.pk, changes=changes)
    line = journal.Line(
        actor=actor, stream=f"grid.platform:{platform.pk}", news=news, stamp=stamp, payload=None
    )
    journal.record([line])
