"""What a row of the table is, how it is printed, and what machine it was measured on."""

import os
import platform
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 3


@dataclass(frozen=True)
class Row:
    """One figure beside a reference that was measured in the same run.

    ``ours`` and ``reference`` are in ``unit``; ``factor`` is how often as good ours is.
    ``aim`` says in words what is aimed at; ``peer`` is what another product did elsewhere.
    ``processor_ms``: what one answer costs the web process and the database together.
    """

    what: str
    work: str
    unit: str
    ours: float
    reference: float
    factor: float
    against: str
    aim: str = ""
    peer: str = ""
    processor_ms: float = 0.0


def machine() -> dict[str, object]:
    """Return what the figures were measured on; the load says whether others worked there too.

    ``loop_ms``: what three million additions take in a plain loop; the same machine gives twice
    as much in one hour as in another.
    """
    lines = _read("/proc/cpuinfo").splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "")
    return {
        "processor": model or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
        "loop_ms": round(seconds(_loop) * 1000),
    }


def _loop() -> None:
    total = 0
    for number in range(3_000_000):
        total += number


def _read(path: str) -> str:
    return Path(path).read_text() if Path(path).exists() else ""


def memory_mb(process: int) -> float:
    """Return the memory of a process that nobody else shares, in MB; 0 where nobody says."""
    for line in _read(f"/proc/{process}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


TICK = 1000 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 10.0
"""Milliseconds of one tick of the system's own accounting."""


def processor_ms(*roots: int) -> float:
    """Return the processor time of processes and all below them so far, ended ones included."""
    below: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = stat.read_text().rpartition(")")[2].split()
            key = int(stat.parent.name)
            below.setdefault(int(words[1]), []).append(key)
            spent[key] = sum(int(ticks) for ticks in words[11:15]) * TICK
    waiting, total = list(roots), 0.0
    while waiting:
        key = waiting.pop()
        total += spent.get(key, 0.0)
        waiting += below.get(key, [])
    return total


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of the fastest of some rounds; others on the machine do not count."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def agree(*same: bool) -> None:
    """Stop where two ways of the same work do not find the same."""
    if not all(same):
        raise SystemExit("The two ways do not agree; nothing is compared.")


def written(row: Row) -> str:
    """Return a row as text, for a screen of 100 signs."""
    first = (
        f"{row.what:34}{_short(row.ours):>9} {row.unit:12}"
        f"{_short(row.factor):>7} × {row.against} ({_short(row.reference)})"
    )
    rest = [f"    {words}" for words in (row.work, row.aim, row.peer) if words]
    return "\n".join([first, *rest])


def _short(figure: float) -> str:
    return f"{figure:,.3g}" if figure < 1000 else f"{figure:,.0f}"
