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
from hypothesis import HealthCheck, settings

from linli.cli.locks import Lock
from linli.cli.places import VAR
from linli.cli.postgres import Postgres

os.environ["DJANGO_SETTINGS_MODULE"] = "linli.site.settings"
os.environ.setdefault("LINLI_SECRET_KEY", "only-for-tests-" + "0" * 40)
os.environ.setdefault(
    "LINLI_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage"
)

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")  # no test fails because a machine was slow

NO_CHROMIUM = "No Chromium was found: apt-get install chromium, or name one in LINLI_CHROMIUM."
NO_REAL_DATA = "Name the folder of the real data in LINLI_REAL_DATA."
DATABASE = {"db", "transactional_db", "live_server"}
"""Fixtures that open the database; without one, or the mark, pytest-django lets no test ask it."""
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
    (VAR / "static").mkdir(parents=True, exist_ok=True)
    django.setup()
    _empty_only_what_is_full()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database and remove its folder."""
    config.stash[RUNNING].close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests under ``tests/browser``, and those that ask the database of the run.

    Refuse to go on where a Chromium is required.
    """
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker(pytest.mark.database)
    in_browser = [item for item in items if "browser" in item.path.parts]
    for item in in_browser:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
    if in_browser and not _chromium() and os.environ.get("LINLI_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(f"LINLI_REQUIRE_BROWSER is set. {NO_CHROMIUM}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was skipped on this machine, and how to get it."""
    if not _chromium():
        terminalreporter.write_line(f"Browser tests were skipped. {NO_CHROMIUM}")
    if "LINLI_REAL_DATA" not in os.environ:
        terminalreporter.write_line(f"Tests on real data were skipped. {NO_REAL_DATA}")


def _chromium() -> str | None:
    named = os.environ.get("LINLI_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


def _fresh_folder() -> Path:
    """Return a new folder under ``var/tests``; remove those whose run was killed."""
    above = VAR / "tests"
    above.mkdir(parents=True, exist_ok=True)
    for left in above.iterdir():
        if not Lock(left / "lock").is_held():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=above))


def _empty_only_what_is_full() -> None:
    """Let a test that commits empty only the tables with rows.

    Django empties all of them and then writes permissions and content types again, which
    nothing of the house reads: more than ten times as long, for each such test.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    def empty(case: TransactionTestCase) -> None:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        named = {name: connection.ops.quote_name(name) for name in names}
        asked = [f"SELECT '{n}' WHERE EXISTS (SELECT FROM {named[n]})" for n in names]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            full = [named[name] for (name,) in cursor.fetchall()]
            if full:
                cursor.execute(f"TRUNCATE {', '.join(full)} CASCADE")

    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _remember_nothing() -> None:
    """Let no test see what a process kept of another test's tables."""
    from linli.grid.catalogue import queries as catalogue
    from linli.grid.clocks import queries as clocks
    from linli.grid.listing import queries as listing
    from linli.grid.queues import queries as queues
    from linli.kernel.calendar import queries as calendar

    for kept in (catalogue, clocks, listing, queues, calendar):
        kept.forget()
