"""Fills an empty house with the demonstration district: ground, staff, rules, past, days."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files

import numpy as np
from django.db import transaction

from linli.board.demo_days import services as days
from linli.board.demo_ground import services as ground
from linli.board.demo_organisations import services as organisations
from linli.board.demo_panels import services as panels
from linli.board.demo_papers import services as papers
from linli.board.demo_parts import services as parts
from linli.board.demo_past import services as past
from linli.board.demo_past.services import Setting
from linli.board.demo_policies import services as policies
from linli.board.demo_registers import services as registers
from linli.board.demo_roll_out import services as roll_out
from linli.board.demo_staff import services as staff
from linli.board.demo_staff.rules import COMMUNITY_WORDS
from linli.board.demo_staff.services import Roster
from linli.board.demo_standards import services as standards
from linli.board.demo_superiors import services as superiors
from linli.board.demonstration import queries
from linli.grid.catalogue import queries as catalogue_queries
from linli.grid.catalogue import services as catalogue
from linli.grid.catalogue.services import NewDuty
from linli.grid.figures import services as figures
from linli.kernel.calendar import queries as calendar
from linli.kernel.calendar import services as calendar_services
from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.kernel.people.rules import BY_RULE, Role

SEED = 430602
"""The same seed draws the same district; only the last days follow the moment of loading."""

IN_FORCE_FROM = datetime(2020, 1, 1, tzinfo=UTC)


class NotEmpty(RuleBroken):
    """There is a district here already."""

    code = "board.not_empty"
    message = gettext_noop("There is a district here already; a second one is not put over it.")
    hint = gettext_noop("Name an empty folder in LINLI_VAR, or an empty database.")


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python look for cycles later: it would search a growing heap again and again.

    Saves a third of the time, at half a gigabyte of memory.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collecting()
@transaction.atomic
def load(*, at: datetime, say: Callable[[str], None]) -> None:
    """Put the whole demonstration into an empty house, all of it or nothing.

    Args:
        at: the moment up to which its last thirty days run.
        say: told each step in a sentence of English.

    Raises:
        NotEmpty: there is a district.
    """
    if queries.is_loaded():
        raise NotEmpty
    noise = np.random.default_rng(SEED)
    say("Drawing the made-up district")
    territory = ground.add(noise=noise, at=at)
    roster = staff.add(territory, noise=noise)
    calendar_services.seed(BY_RULE, years=range(IN_FORCE_FROM.year, at.year + 2))
    catalogue.adopt(BY_RULE, content=_catalogue(), at=IN_FORCE_FROM)
    catalogue.set_duties(BY_RULE, rows=_duties(roster), at=IN_FORCE_FROM)
    categories = catalogue_queries.edition(at).categories
    setting = Setting(territory, roster, categories, calendar.calendar(), noise)
    say("Bringing in the cases of 2021")
    past.add(setting, recorded_at=at)
    papers.set_codes(roster, at=IN_FORCE_FROM)
    say("Living through the last thirty days")
    days.add(setting, at=at)
    parts.add(roster, noise=noise, at=at)
    papers.run_clocks(until=at, salt=lambda: noise.bytes(16))
    superiors.add(roster, at=at)
    policies.add(roster, at=at)
    standards.add(roster, at=at)
    panels.add(roster, at=at)
    say("Founding Party organisations on compounds")
    organisations.begin(at=at)
    roll_out.add(roster, at=at)
    organisations.add(at=at)
    _registers(roster, at=at)
    figures.fold()


def _registers(roster: Roster, *, at: datetime) -> None:
    """Keep registers in the community whose desk has a sign-in."""
    desk = next(iter(roster.by_role[Role.COMMUNITY_DESK]))
    registers.add(desk, filing_office=roster.departments["housing"], at=at)


def _catalogue() -> bytes:
    return files(catalogue.__package__).joinpath("catalogue.json").read_bytes()


def _duties(roster: Roster) -> list[NewDuty]:
    """Return the list of duties: departments in their word, communities in their own."""
    of_departments = [
        NewDuty(organisation_id=office, department=word)
        for word, office in roster.departments.items()
    ]
    of_communities = [
        NewDuty(organisation_id=office, department=word)
        for office in roster.offices.values()
        for word in COMMUNITY_WORDS
    ]
    return of_departments + of_communities + parts.duties(roster)
