"""What the resident's pages show: places, kinds of matter, one matter, a compound, code sheets."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from linli.grid.cases import queries as cases
from linli.grid.cases.rules import Spot as Around
from linli.grid.cases.services import token_digest
from linli.grid.catalogue import queries as catalogue
from linli.grid.categories.rules import Category
from linli.grid.clocks import queries as clocks
from linli.grid.files import queries as attachments
from linli.grid.files.queries import Line
from linli.grid.followups import queries as followups
from linli.grid.judgements import queries as judgements
from linli.grid.judgements.queries import Judged
from linli.grid.neighbours import queries as neighbours
from linli.grid.neighbours.queries import Result
from linli.grid.notes.rules import NOTED
from linli.grid.reports.rules import Draft, PlaceMissing, Spot
from linli.grid.showing import queries as showing
from linli.grid.showing.queries import CaseLine, CasePage
from linli.grid.suggestions.rules import suggest
from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import DESKS, Actor, check_covers, check_role, covers, reporter
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import (
    DOOR_CODE_LENGTH,
    DoorCodeUnknown,
    Kind,
    ListedUnit,
    typed_door_code,
)
from linli.ui import pieces

HITS = 12
SUGGESTED = 3
SHOWN_UNITS = ("street_id", "community_id", "compound_id", "building_id")


# Where ------------------------------------------------------------------------------------


def spot_of_code(code: str) -> Spot:
    """Return the spot of the building with this code on its plate.

    Raises:
        DoorCodeUnknown: no present building has it.
    """
    return _named(places.place_of_door_code(code))


def spot_of_unit(unit_id: UUID) -> Spot:
    """Return the spot of a unit chosen from a list.

    Raises:
        UnitUnknown: there is no such unit at present.
    """
    return _named(places.place_of_unit(unit_id))


def spot_at(lon: float, lat: float) -> Spot:
    """Return the spot of a pin, (lon, lat) in degrees.

    Raises:
        PointAtZero, PointSwapped, PointOutOfWorld: it cannot be meant.
    """
    spot = _named(places.locate(lon, lat))
    return replace(spot, lon_e6=round(lon * 1_000_000), lat_e6=round(lat * 1_000_000))


def spot(unit_id: UUID | None, point: tuple[float, float] | None, *, is_described: bool) -> Spot:
    """Return the spot a reporter means: a chosen unit, else a pin, else the whole district.

    Raises:
        PlaceMissing: nothing of the three; or there is no district yet.
        UnitUnknown, PointAtZero, PointSwapped, PointOutOfWorld.
    """
    if unit_id:
        return spot_of_unit(unit_id)
    if point:
        return spot_at(*point)
    district_id = places.district_id()
    if district_id is None or not is_described:
        raise PlaceMissing
    return _named(Place(district_id=district_id))


def _named(place: Place) -> Spot:
    keys = [key for name in SHOWN_UNITS if (key := getattr(place, name))]
    names = territory.names(keys or ([place.district_id] if place.district_id else []))
    return Spot(place=place, path=tuple(names[key] for key in keys) or tuple(names.values()))


def hits(words: str) -> list[ListedUnit]:
    """Return the compounds and buildings that typed words or a code may mean, at most twelve."""
    if len(typed_door_code(words)) == DOOR_CODE_LENGTH:
        with suppress(DoorCodeUnknown):
            building_id = places.place_of_door_code(words).building_id
            return [territory.path(building_id)[-1]] if building_id else []
    return territory.search(words, [Kind.COMPOUND, Kind.BUILDING], HITS)


# What ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of matter to choose from, in the reader's language."""

    code: str
    name: str
    emergency: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the words suggest, best first, and all kinds by group."""

    suggested: list[Choice]
    groups: list[tuple[str, list[Choice]]]


def choices(words: str, *, at: datetime) -> Choices:
    """Return the kinds of matter to choose from; no statement when warm."""
    known = catalogue.edition(at).categories
    by_code = {category.code: _choice(category) for category in known}
    groups: dict[str, list[Choice]] = {}
    for category in known:
        name = category.group_zh if _is_chinese() else category.group_en
        groups.setdefault(name, []).append(by_code[category.code])
    best = suggest(words, known)[:SUGGESTED]
    return Choices([by_code[one.code] for one in best], list(groups.items()))


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _choice(category: Category) -> Choice:
    name = category.name_zh if _is_chinese() else category.name_en
    return Choice(category.code, name, category.emergency)


@dataclass(frozen=True, slots=True)
class Before:
    """What a reporter should see before she sends: a number to call, or a neighbour's matter."""

    category: str = ""
    emergency: str = ""
    neighbours: Sequence[CaseLine] = ()

    def __bool__(self) -> bool:
        return bool(self.emergency or self.neighbours)


def before_sending(category: str, spot: Spot | None, *, at: datetime) -> Before:
    """Return what to show once a kind of matter is chosen; at most three statements.

    Raises:
        UnknownCategory: the catalogue in force has no such code.
    """
    if not category or spot is None:
        return Before()
    book = cases.book(at)
    found = catalogue.category(category, edition=book.edition)
    here = Around(spot.place.compound_id, spot.lon_e6, spot.lat_e6)
    same = neighbours.neighbours(category_code=category, spot=here, at=at, policy=book.policy)
    return Before(category, found.emergency, same)


def still_to_show(draft: Draft, said: dict[str, str], *, at: datetime) -> Before:
    """Return what the reporter has not seen yet for the kind of matter she chose.

    Args:
        said: ``category`` as chosen, ``asked``: the one whose notices her page showed.

    Raises:
        UnknownCategory: the catalogue in force has no such code.
    """
    if said["asked"] == said["category"]:
        return Before()
    return before_sending(said["category"], draft.spot, at=at)


# One matter -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as the holder of a link sees it.

    ``is_hers``: she reported it herself; one who joined sees the course without the words.
    ``goes_on``: the matters it goes on in, after a merge or a split.
    ``is_asked``: a desk asked her by message for her verdict.
    ``may_add``: whether she can add words to it now.
    ``judgement``: what another post found, for her who reported; None where none stands.
    """

    page: CasePage
    is_hers: bool
    goes_on: list[CaseLine]
    another_judges: bool
    files: list[Line]
    is_asked: bool
    judgement: Judged | None
    may_add: bool


def matter(token: str, *, at: datetime) -> Matter:
    """Return the matter that a link opens.

    Raises:
        NotFound: no matter has such a link.
    """
    held = cases.held(token_digest(token))
    page = showing.page(reporter(held.case_id), held.case_id, at=at, token=token)
    most = clocks.current(at).values.max_reopens
    return Matter(
        page=_of_reporter(page) if held.is_first else _of_neighbours(page),
        is_hers=held.is_first,
        goes_on=neighbours.goes_on(held.case_id, at=at),
        another_judges=page.line.reopens >= most,
        files=attachments.for_reporter(held.case_id, token) if held.is_first else [],
        is_asked=page.may_rate and followups.is_asked(held.case_id),
        judgement=judgements.of_reporter(held.case_id, at=at) if held.is_first else None,
        may_add=held.is_first and page.line.stage in NOTED,
    )


def _of_reporter(page: CasePage) -> CasePage:
    """Leave out of the record what the page shows above it: her own words and photos."""
    first, *rest = page.entries
    return replace(page, entries=[replace(first, words="", photos=()), *rest])


def _of_neighbours(page: CasePage) -> CasePage:
    """Leave out everything that could say who reported: words, pictures, the exact place."""
    return replace(
        page,
        line=replace(page.line, excerpt="", place=[]),
        text="",
        address="",
        lon=None,
        lat=None,
        entries=[_of_all(entry) for entry in page.entries],
        photos=[],
        may_rate=False,
        may_reopen=False,
    )


def _of_all(entry: pieces.Entry) -> pieces.Entry:
    return replace(entry, words=entry.words if entry.is_public else "", photos=())


# A compound --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What happens in a compound, without persons; ``may_print``: its code sheets."""

    path: tuple[ListedUnit, ...]
    open_matters: list[CaseLine]
    results: list[Result]
    may_print: bool

    @property
    def compound(self) -> ListedUnit:
        """Return the compound itself."""
        return self.path[-1]


def neighbourhood(actor: Actor, compound_id: UUID, *, at: datetime) -> Neighbourhood:
    """Return what neighbours may know of a compound.

    Raises:
        NotFound: there is no such compound.
    """
    return Neighbourhood(
        path=_path(compound_id),
        open_matters=neighbours.shared_in(compound_id, at=at),
        results=neighbours.results_in(compound_id),
        may_print=actor.role in DESKS and covers(actor, places.place_of_unit(compound_id)),
    )


def _path(compound_id: UUID) -> tuple[ListedUnit, ...]:
    path = territory.path(compound_id)
    if path[-1].kind is not Kind.COMPOUND:
        raise NotFound
    return path


def compounds(words: str) -> list[ListedUnit]:
    """Return the compounds that typed words may mean, at most twelve."""
    return territory.search(words, [Kind.COMPOUND], HITS)


def sheets(actor: Actor, compound_id: UUID) -> tuple[ListedUnit, list[ListedUnit]]:
    """Return a compound and its buildings, for the desks of the place.

    Raises:
        Forbidden: the actor is at no desk.
        NotFound: there is no such compound, or it is another desk's.
    """
    check_role(actor, *DESKS)
    check_covers(actor, places.place_of_unit(compound_id))
    return _path(compound_id)[-1], territory.children(compound_id, [Kind.BUILDING])
