"""The Python environment under ``.venv``, built by its lock; standard library only."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from linli.cli.places import ROOT
from linli.kernel.common.errors import LinliError, gettext_noop

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
NODE = ROOT / "requirements-node.txt"
S3 = ROOT / "requirements-s3.txt"
CONSOLE = '#!/bin/sh\nexec "$(dirname "$0")/python" -m linli "$@"\n'


class VenvMissing(LinliError):
    """This Python came without its own ``venv`` module."""

    code = "cli.venv_missing"
    message = gettext_noop("This Python cannot make a virtual environment: venv is missing.")
    hint = gettext_noop("Install it, on Debian and Ubuntu with: apt-get install python3-venv")


class PackagesNotInstalled(LinliError):
    """pip could not bring the packages of a lock."""

    code = "cli.packages_not_installed"
    message = gettext_noop("The packages of %(lock)s could not be installed: %(reason)s")
    hint = gettext_noop("Check the network and start again; what is already here is kept.")


def build(lock: Path) -> None:
    """Make ``.venv`` hold what ``lock`` names, checked by hash; at once when it does.

    Raises:
        VenvMissing: Python came without ``venv``.
        PackagesNotInstalled: pip failed.
    """
    if not _works():
        _make()
    if not _is_current(lock):
        install(lock)
        _stamp(lock).write_text(_digest(lock))
    _make_importable()


def install(lock: Path) -> None:
    """Install the packages of a lock into ``.venv`` and count them on the screen.

    Raises:
        PackagesNotInstalled: pip failed.
    """
    total = sum(line[:1].isalnum() for line in lock.read_text().splitlines())
    command = [
        *(str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"),
        *("--require-hashes", "--no-deps", "-r", str(lock)),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    done, reason = 0, ""
    for line in process.stdout:
        done += line.startswith(("Collecting ", "Requirement already", "Ignoring "))
        reason = line.strip() if line.startswith("ERROR") else reason
        _count(f"Installing packages of {lock.name}: {done} of {total}", last=False)
    if process.wait() == 0:
        done = total
    _count(f"Installing packages of {lock.name}: {done} of {total}", last=True)
    if process.returncode != 0:
        raise PackagesNotInstalled(lock=lock.name, reason=reason or "pip failed")


def _count(words: str, *, last: bool) -> None:
    """Show a count that grows: in place on a screen, only its end in a file."""
    if sys.stdout.isatty():
        print(f"\r{words}", end="\n" if last else "", flush=True)
    elif last:
        print(words, flush=True)


def _works() -> bool:
    """Return whether ``.venv`` is there, whole, and of a Python that is new enough."""
    if not PYTHON.exists():
        return False
    program = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", program], capture_output=True, check=False).returncode == 0


def _make() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise VenvMissing
    print("Making the Python environment in .venv", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise VenvMissing


def _is_current(lock: Path) -> bool:
    """Return whether the lock, or the larger one that contains it, is installed as it is now."""
    larger = [lock, DEVELOPMENT] if lock in (RUNTIME, S3) else [lock]
    return any(_stamp(it).exists() and _stamp(it).read_text() == _digest(it) for it in larger)


def _stamp(lock: Path) -> Path:
    return VENV / f"{lock.stem}.installed"


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _make_importable() -> None:
    """Put ``linli`` on the environment's path, and the command beside its Python."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    for path, words in ((packages / "linli.pth", f"{ROOT}\n"), (VENV / "bin/linli", CONSOLE)):
        if not path.exists() or path.read_text() != words:
            path.write_text(words)
            path.chmod(0o755)
