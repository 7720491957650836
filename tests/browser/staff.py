"""Staff in the browser: signed in without the form, looked at for barriers."""

import os

from playwright.sync_api import Page

from linli.kernel.people.rules import Actor
from tests.browser.axe import barriers
from tests.grid.desk.doors import browser_of

SCREENS = os.environ.get("LINLI_SCREENS_TO", "")


def sign_in(page: Page, actor: Actor, base_url: str) -> None:
    """Let a page act from a post."""
    cookie = browser_of(actor).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base_url}])


def look(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody asked for pictures; check it for barriers."""
    if SCREENS:
        page.screenshot(path=f"{SCREENS}/{name}.png", full_page=True)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
