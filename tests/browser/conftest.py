"""A Chromium, pages of a telephone or a desk in it, and axe to look for barriers.

Imports that need Django's apps wait until a fixture is called: pytest reads this file first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import Settings

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.district import District

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
"""Playwright keeps an event loop in this thread; no test uses the database inside it."""

SLOW = "tests.browser.slow.slow"
PHONE, DESK = (390, 844), (1440, 900)
PATIENCE_MS = 60_000
"""Only what never comes is given up after it, never what is late on a slow machine."""
expect.set_options(timeout=PATIENCE_MS)

Opens = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def _slow_server() -> None:
    """Let the server be slow where somebody asked for it, before it is started."""
    from django.conf import settings

    if "LINLI_SLOW_SERVER" in os.environ and SLOW not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [SLOW, *settings.MIDDLEWARE]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return the Chromium of this machine; without one the test is skipped.

    It ends with the module: its event loop and its green threads would disturb tests of
    other kinds in the same process.
    """
    found = (
        os.environ.get("LINLI_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("google-chrome")
    )
    if not found:
        pytest.skip("no Chromium on this machine; Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opens(chromium: Browser, live_server: LiveServer) -> Iterator[Opens]:
    """Return a function that opens a page on our server: size, language, script or none."""
    contexts = []

    def page(
        size: tuple[int, int] = PHONE, *, language: str = "zh-CN", script: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            java_script_enabled=script,
            base_url=live_server.url,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


@pytest.fixture
def town(transactional_db: None, settings: Settings, tmp_path: Path) -> District:
    """Return the small district, seen by the server's threads; photos go to a folder of the test."""
    from tests.district import small_district

    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return small_district()
