"""The house under load: intake, lists, a case, a change over HTTP, with few and with many cases.

The web server, PostgreSQL and the client share the machine; eight connections are kept busy.
Beside each rate stands what a plain loop does on the same database in the same run, and what
the answers cost in processor time, which says more on a machine that others use as well.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, repeat
from typing import Any
from urllib.parse import urlencode

from bench import ground, load
from bench.load import CONNECTIONS, Load, Requests
from bench.rows import Row, memory_mb, processor_ms

FEW, MANY = 1_000, 50_000
SECRET = "bench-" + "0123456789abcdef" * 3
DESK_SECRET = "desk0-" + "0123456789abcdef" * 3
MOST = 100_000
"""No limit of a policy is larger."""

WARM_UP, ANSWERS, CHANGES, PAGES = 30, 120, 60, 30
"""Requests of each connection before what counts (each thread plans its statements in them);
counted ones of a round, counted changes, two a case; counted pages."""

ROUNDS = 5
"""Of these the best one is the figure, as it was for the peer: others use the machine as well."""

PEER = "Signalen 2.50 on another machine with 2 cores: {peer} a second, {times:.1f} × less"


@dataclass(frozen=True)
class House:
    """A house that is being measured, and who is on it."""

    address: tuple[str, int]
    processes: list[int]
    database: int
    district: Any


@dataclass(frozen=True)
class Work:
    """One kind of request: what it is, how often, and what stands beside it."""

    what: str
    requests: Requests
    plain: float
    against: str
    aim: str = ""
    peer: float = 0.0
    per_connection: int = ANSWERS


def rows(*, few: int = FEW, many: int = MANY) -> Iterator[Row]:
    """Measure with few cases, then with many in the same house."""
    with ground.database() as database:
        district = _prepared()
        filled = 0
        for cases in (few, many):
            ground.fill(filled, cases)
            filled = cases
            with ground.served() as (address, processes):
                house = House(address, processes, database, district)
                yield from _measured(house, cases)
                yield _memory(house, cases)


def _prepared() -> Any:
    """Lay down a district, keys for tools, and limits that nobody reaches."""
    from dataclasses import fields

    from django.utils import timezone

    from linli.grid.clocks import services as clocks
    from linli.grid.clocks.rules import PolicyValues
    from linli.kernel.common import ids
    from linli.kernel.keys import services as keys
    from linli.kernel.keys.rules import Scope
    from linli.kernel.people.rules import BY_RULE, Role
    from linli.ui.requests import stamp
    from tests.district import small_district

    district = small_district()
    limits = [f.name for f in fields(PolicyValues) if f.name.endswith(("_a_minute", "_an_hour"))]
    began = timezone.now() - timedelta(days=1)
    clocks.adopt(BY_RULE, values=dict.fromkeys(limits, MOST), source="bench", at=began)
    for secret, role in ((SECRET, Role.DEPARTMENT_OFFICER), (DESK_SECRET, Role.DISTRICT_DESK)):
        post = district.actor(role).post_id
        key = keys.NewKey(id=ids.new(), name="bench", scopes=frozenset(Scope), post_id=post)
        keys.issue(BY_RULE, key=key, secret=secret, stamp=stamp())
    return district


def _measured(house: House, cases: int) -> Iterator[Row]:
    commits, reads = _plain_commits(), _plain_reads()
    loop = "a loop of one INSERT and one commit"
    fifty = "a loop of SELECTs of 50 rows"
    for work in (
        Work("intake over Open311", _reports(house), commits, loop, "aim: 10 × Signalen", 55),
        Work("change", _changes(house), commits, loop, "aim: 10 × Signalen", 46, CHANGES),
        Work("case, JSON", _case(house), reads, fifty, "aim: 10 × Signalen", 73),
        Work("list of 50, JSON", _list(), reads, fifty, "aim: 60 × Signalen", 8.0),
        Work("list of 50, HTML", _queue(house), reads, fifty, "aim: 10 × Signalen", 8.0, PAGES),
        Work("case, HTML", _case_page(house), reads, fifty, per_connection=PAGES),
    ):
        yield _row(house, work, cases)


def _row(house: House, work: Work, cases: int) -> Row:
    load.run(house.address, lambda number: _first(work.requests(number), WARM_UP))
    rounds = sorted((_round(house, work) for _ in range(ROUNDS)), key=lambda one: one.load.rate)
    best, middle = rounds[-1], rounds[ROUNDS // 2]
    found, answers = best.load, len(best.load.took)
    peer = PEER.format(peer=work.peer, times=found.rate / work.peer) if work.peer else ""
    return Row(
        what=f"{work.what}, {cases:,} cases",
        work=f"{answers} answers over {CONNECTIONS} connections, best of {ROUNDS} rounds (the"
        f" middle one {middle.load.rate:.0f} a second, the worst {rounds[0].load.rate:.0f});"
        f" half within {found.middle_ms:.1f} ms, 95 % within {found.slow_ms:.1f} ms; processor"
        f" time each {best.web_ms:.2f} ms web, {best.database_ms:.2f} ms PostgreSQL",
        unit="a second",
        ours=found.rate,
        reference=work.plain,
        factor=found.rate / work.plain,
        against=work.against,
        aim=work.aim,
        peer=peer,
        processor_ms=best.web_ms + best.database_ms,
    )


@dataclass(frozen=True)
class Round:
    """How one round went, and what an answer of it cost in processor time."""

    load: Load
    web_ms: float
    database_ms: float


def _round(house: House, work: Work) -> Round:
    """Let the connections send as many requests as one round has."""
    web, database = processor_ms(*house.processes), processor_ms(house.database)
    found = load.run(
        house.address, lambda number: _first(work.requests(number), work.per_connection)
    )
    web, database = processor_ms(*house.processes) - web, processor_ms(house.database) - database
    _check(work, found)
    answers = len(found.took)
    return Round(found, web / answers, database / answers)


def _first(requests: Iterator[bytes], most: int) -> Iterator[bytes]:
    for _, request in zip(range(most), requests, strict=False):
        yield request


def _check(work: Work, found: Load) -> None:
    refused = {status: times for status, times in found.statuses.items() if status[0] != "2"}
    if refused:
        raise SystemExit(f"{work.what}: {refused}\n{found.last[-400:]!r}")


def _memory(house: House, cases: int) -> Row:
    """Return what a web process keeps for itself after all this."""
    kept = [memory_mb(process) for process in house.processes]
    most, bare = max(kept, default=0.0), memory_mb(os.getpid())
    return Row(
        what=f"memory of a web process, {cases:,} cases",
        work="what it shares with nobody, and its part of the rest, after the rows above",
        unit="MB",
        ours=most,
        reference=bare,
        factor=bare / most if most else 0.0,
        against="this script itself",
    )


def _reports(house: House) -> Requests:
    """Report a matter by a point, each with an idempotency key that was never sent before."""
    from linli.kernel.common import ids

    lon, lat = house.district.sides[0].inside
    first, runs = ids.new(), count()

    def of(connection: int) -> Iterator[bytes]:
        run = next(runs)
        for number in count():
            body = urlencode(
                {
                    "api_key": SECRET,
                    "service_code": "06010",
                    "lat": lat,
                    "long": lon,
                    "description": "楼下垃圾堆了三天没人收，请尽快清运",
                    "phone": "13800138000",
                }
            )
            yield load.post(
                "/open311/v2/requests.json",
                body.encode(),
                Content_Type="application/x-www-form-urlencoded; charset=utf-8",
                Idempotency_Key=f"{first}-{run}-{connection}-{number}",
            )

    return of


def _changes(house: House) -> Requests:
    """Ask for more time on a case in hand, refuse it, ask again: each a step of its own."""
    from linli.grid.cases.models import Case

    held = list(Case.objects.filter(stage="in_hand", pending="").order_by("pk")[:400])
    versions = {case.pk: case.version for case in held}

    def of(connection: int) -> Iterator[bytes]:
        while True:
            for case in held[connection::CONNECTIONS]:
                for move, secret in (("ask_extension", SECRET), ("refuse", DESK_SECRET)):
                    body = {"version": versions[case.pk], "words": "需要协调施工单位进场"}
                    versions[case.pk] += 1
                    yield _json(f"/api/v1/cases/{case.pk}/{move}", secret, body)

    return of


def _json(path: str, secret: str, body: Any) -> bytes:
    words = json.dumps(body, ensure_ascii=False).encode()
    authorization = f"Bearer {secret}"
    return load.post(path, words, Content_Type="application/json", Authorization=authorization)


def _list() -> Requests:
    request = load.get("/api/v1/cases?limit=50", Authorization=f"Bearer {DESK_SECRET}")
    return lambda _: repeat(request)


def _case(house: House) -> Requests:
    return _each_closed("/api/v1/cases/{}", {"Authorization": f"Bearer {DESK_SECRET}"})


def _queue(house: House) -> Requests:
    request = load.get("/desk/", Cookie=_cookie(house))
    return lambda _: repeat(request)


def _case_page(house: House) -> Requests:
    return _each_closed("/desk/cases/{}/", {"Cookie": _cookie(house)})


def _each_closed(path: str, headers: dict[str, str]) -> Requests:
    from linli.grid.cases.models import Case

    closed = Case.objects.filter(stage="closed").order_by("pk").values_list("pk", flat=True)[:200]
    requests = [load.get(path.format(key), **headers) for key in closed]

    def of(connection: int) -> Iterator[bytes]:
        while True:
            yield from requests[connection::CONNECTIONS]

    return of


def _cookie(house: House) -> str:
    from linli.kernel.people.rules import Role
    from tests.grid.desk.doors import browser_of

    desk = house.district.actor(Role.DISTRICT_DESK)
    return f"sessionid={browser_of(desk).cookies['sessionid'].value}"


def _plain_commits() -> float:
    """Return how many single INSERTs a second eight connections commit."""
    with _cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench (words text)")
    return _looped(lambda cursor: cursor.execute("INSERT INTO bench VALUES ('楼下垃圾堆了三天')"))


def _plain_reads() -> float:
    """Return how many SELECTs of fifty rows a second eight connections get answered."""

    def read(cursor: Any) -> None:
        cursor.execute("SELECT * FROM grid_case ORDER BY reported_at, id LIMIT 50")
        cursor.fetchall()

    return _looped(read)


def _looped(do: Callable[[Any], object], *, each: int = 100) -> float:
    start = threading.Barrier(CONNECTIONS + 1)

    def loop() -> None:
        with _cursor() as cursor:
            start.wait()
            for _ in range(each):
                do(cursor)

    threads = [threading.Thread(target=loop) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return CONNECTIONS * each / (time.perf_counter() - began)


def _cursor() -> Any:
    import psycopg

    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True).cursor()
