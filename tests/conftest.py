"""One throw-away database for a run of the tests, unless ``DATABASE_URL`` names one.

Its folder lies under ``var/`` and goes away at the end; so does one left by a killed run.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django
import pytest

from linli.cli.locks import Lock
from linli.cli.places import VAR
from linli.cli.postgres import Postgres

os.environ["DJANGO_SETTINGS_MODULE"] = "linli.site.settings"
os.environ.setdefault("LINLI_SECRET_KEY", "only-for-tests-" + "0" * 40)
os.environ.setdefault(
    "LINLI_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage"
)

RUNNING = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the database before Django reads its settings; workers of one run share it."""
    stack = config.stash[RUNNING] = ExitStack()
    if "DATABASE_URL" not in os.environ:
        folder = _fresh_folder()
        stack.enter_context(Lock(folder / "lock"))
        server = stack.enter_context(Postgres(folder / "pg", throw_away=True))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        os.environ["DATABASE_URL"] = server.url
    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database and remove its folder."""
    config.stash[RUNNING].close()


def _fresh_folder() -> Path:
    """Return a new folder under ``var/tests``; remove those whose run was killed."""
    above = VAR / "tests"
    above.mkdir(parents=True, exist_ok=True)
    for left in above.iterdir():
        if not Lock(left / "lock").is_held():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=above))
