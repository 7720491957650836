"""What ``./run`` does: build the environment, then hand over; standard library only."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from linli.cli import environment, frontend
from linli.cli.environment import DEVELOPMENT, NODE, PYTHON, RUNTIME, S3
from linli.cli.places import ROOT
from linli.kernel.common.errors import LinliError

NO_MAP = (
    "The map library could not be fetched: pages work, their maps stay lists. Start again later."
)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("help", [])
    try:
        return COMMANDS.get(command, usage)(rest)
    except LinliError as error:
        print(f"{error.message % error.facts}\n{error.hint % error.facts}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def demo(rest: list[str]) -> int:
    """Start the demonstration: database, web and worker; Ctrl-C ends it."""
    _house(RUNTIME)
    return _become(["-m", "linli", "demo", *rest])


def linli(rest: list[str]) -> int:
    """Run a command of the house, for example: ./run linli verify"""
    _house(RUNTIME)
    return _become(["-m", "linli", *rest])


def test(rest: list[str]) -> int:
    """Run every test on all cores, or those that are named."""
    _house(DEVELOPMENT)
    everything = ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadgroup", "-q"]
    return _become(["-m", "pytest", *(rest or everything)])


def check(rest: list[str]) -> int:
    """Check form, types, floors, migrations and translations; change nothing."""
    _house(DEVELOPMENT)
    return _become(["-m", "linli", "check", *rest])


def bench(rest: list[str]) -> int:
    """Measure what is fast, against others: one table."""
    return _script("bench/__main__.py", rest)


def docs(rest: list[str]) -> int:
    """Write the pages of the reference that come from the code."""
    _house(DEVELOPMENT)
    return _become(["-m", "linli", "docs", *rest])


def screens(rest: list[str]) -> int:
    """Take the screenshots under docs/screens anew."""
    return _script("tests/browser/screens.py", rest)


def usage(rest: list[str]) -> int:
    """Show this list."""
    print("./run COMMAND\n")
    for name, command in COMMANDS.items():
        print(f"  {name:8} {(command.__doc__ or '').splitlines()[0]}")
    return 0 if not rest else 2


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "bench": bench,
    "docs": docs,
    "screens": screens,
    "linli": linli,
    "help": usage,
}


def _house(lock: Path) -> None:
    """Bring packages, front-end files and compiled translations up to date."""
    environment.build(lock)
    if os.environ.get("LINLI_STORAGE"):
        environment.build(S3)
    if not frontend.is_current(ROOT):
        print("Fetching the map library", flush=True)
        packages = next((environment.VENV / "lib").glob("python3*/site-packages"))
        npm = frontend.find_or_install_npm(packages, install=lambda: environment.install(NODE))
        if not frontend.bring(ROOT, npm=npm):
            print(NO_MAP, flush=True)
    if _has_new_words():
        subprocess.run([PYTHON, "-m", "linli", "words", "compile"], cwd=ROOT, check=True)


def _has_new_words() -> bool:
    for po in (ROOT / "linli/ui/locale").glob("*/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            return True
    return False


def _script(path: str, rest: list[str]) -> int:
    if not (ROOT / path).exists():
        print(f"There is no {path} yet.", file=sys.stderr)
        return 2
    _house(DEVELOPMENT)
    return _become([path, *rest])


def _become(words: list[str]) -> int:
    """Turn into the environment's Python, so that Ctrl-C and kill reach the right process."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *words])
