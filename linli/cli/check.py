"""``linli check``: everything a reader would otherwise have to look for; changes nothing."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from linli.cli import house
from linli.cli.places import ROOT

TOOLS = Path(sys.executable).parent


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("check", help="check form, types, floors, migrations, translations")


def handle(options: argparse.Namespace) -> int:
    """Run each check, print what it found, and return 1 when one failed."""
    house.prepare()
    failed = [name for name, command in _checks().items() if not _passes(name, command)]
    print(f"\n{len(failed)} of {len(_checks())} checks failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def _checks() -> dict[str, list[str]]:
    templates = [str(path) for path in sorted(ROOT.glob("linli/*/templates/**/*.html"))]
    python = [sys.executable, "-W", "ignore", "-m"]
    return {
        "format": [_tool("ruff"), "format", "--check", "--output-format=concise", "."],
        "lint": [_tool("ruff"), "check", "--output-format=concise", "."],
        "floors": [_tool("lint-imports"), "--no-logo"],
        "types": [_tool("mypy"), "linli", "tests", "bench", "hatch_build.py"],
        "template tags": [_tool("djade"), "--check", "--target-version", "5.2", *templates],
        "template indents": [_tool("djhtml"), "--check", "--tabwidth", "2", *templates],
        "migrations": [*python, "django", "makemigrations", "--check", "--dry-run"],
        "reference pages": [*python, "linli", "docs", "--check"],
        "translations": [*python, "linli", "words", "missing"],
    }


def _tool(name: str) -> str:
    return str(TOOLS / name)


def _passes(name: str, command: list[str]) -> bool:
    done = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    print(f"{'ok   ' if done.returncode == 0 else 'FAILS'} {name}", flush=True)
    if done.returncode != 0:
        print((done.stdout + done.stderr).rstrip()[-6000:], flush=True)
    return done.returncode == 0
