"""``./run screens``: the pages that matter most, as the demonstration shows them, in docs/screens.

Starts a demonstration of its own, lets one matter go from a resident to a desk and an
officer, and takes a picture at each page. Pictures are for the eye; tests judge the pages.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from linli.board.demo_lives.solver import picture
from linli.board.demo_staff.rules import PASSWORD
from linli.cli.places import ROOT, VAR
from tests.browser.album import compose, keep
from tests.browser.conftest import DESK, PHONE

FOLDER = ROOT / "docs" / "screens"
SHEET = (800, 880)
SETTLED_MS = 300
WORDS = "2单元门口乱堆杂物，纸箱堆了一个多星期，进出要侧身。"
SETTLED = "垃圾散落在箱外，已联系保洁员清走并冲洗地面。"
NO_CHROMIUM = "No Chromium was found: apt-get install chromium, or name one in LINLI_CHROMIUM."


def main() -> int:
    """Take all pictures anew; ``--at`` takes them of a demonstration that runs already."""
    parser = argparse.ArgumentParser(prog="./run screens")
    parser.add_argument("--at", metavar="ADDRESS", help="of a demonstration that runs already")
    address = parser.parse_args().at
    chromium = os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium")
    chromium = chromium or shutil.which("google-chrome")
    if not chromium:
        print(NO_CHROMIUM, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        address = address or stack.enter_context(demonstration())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take_all(Visits(browser, address))
        browser.close()
    compose(FOLDER / "matter.png", FOLDER / "desk-case.png", FOLDER / "front.png")
    return 0


@contextmanager
def demonstration() -> Iterator[str]:
    """Run a demonstration on a free port, with its data in a folder that goes away."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR, prefix="screens-") as folder:
        environment = {**os.environ, "LINLI_VAR": folder, "LINLI_PORT": str(port)}
        environment.pop("DATABASE_URL", None)
        demo = subprocess.Popen(
            [sys.executable, "-m", "linli", "demo"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert demo.stdout is not None
            for line in demo.stdout:
                print(line, end="", flush=True)
                if "Linli is open at" in line:
                    break
            else:
                raise SystemExit("The demonstration did not start; its last lines say why.")
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.terminate()
            demo.wait()


class Visits:
    """Opens pages as a phone, a desk or a printer would, signed in or not."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address

    def page(self, size: tuple[int, int], *, sign_in: str = "", language: str = "zh-CN") -> Page:
        """Return a page of a browser of its own."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            base_url=self._address,
            reduced_motion="reduce",
        )
        page = context.new_page()
        if sign_in:
            page.goto("/accounts/login/")
            page.locator("[name=login]").fill(sign_in)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("[name=password]").press("Enter")
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page


def take_all(visits: Visits) -> None:
    """Follow one matter through the hands and keep a picture of every page on the way."""
    phone = visits.page(PHONE)
    phone.goto("/")
    _take(phone, "home")
    compound = settle_on_the_spot(visits)
    plate = print_sheet(visits, compound=compound)
    matter = report(phone, plate)
    desk = visits.page(DESK, sign_in="shequ")
    register_and_dispatch(desk)
    take_in_hand(visits)
    phone.goto(matter)
    _take(phone, "matter", whole=True)
    phone.goto(compound)
    _take(phone, "compound", whole=True)
    look_around(visits, matter)


def settle_on_the_spot(visits: Visits) -> str:
    """Settle a matter on the officer's phone; return the address of its compound."""
    officer = visits.page(PHONE, sign_in="wangge")
    officer.goto("/field/settle/")
    choices = officer.locator("#id_compound option[value]:not([value=''])")
    compounds = choices.evaluate_all("all => all.map(each => each.value)")
    compound = next(each for each in compounds if _is_settled(officer, each))
    check_where_drawn(visits)
    return f"/c/{compound}/"


def check_where_drawn(visits: Visits) -> None:
    """Check and close the settled matter where it was drawn into the sample; else a rule does."""
    desk = visits.page(DESK, sign_in="shequ")
    desk.goto("/desk/?only=sample")
    lines = desk.locator(".items li", has_text=SETTLED[:8])
    if not lines.count():
        return
    lines.locator("a").last.click()
    for move in ("verify", "close"):
        desk.locator(f"form[action*='{move}'] button.primary").click()
        desk.locator(f"form[action*='{move}']").wait_for(state="detached")


def _is_settled(officer: Page, compound: str) -> bool:
    """Fill in the form and send it; a compound of another grid is refused."""
    officer.goto("/field/settle/")
    for when in ("before", "after"):
        officer.locator(f"#id_{when}").set_input_files(_photo(when))
    officer.locator("#id_compound").select_option(compound)
    officer.locator("#id_address").fill("东门垃圾箱旁")
    officer.locator("#id_category").select_option(label="暴露垃圾")
    officer.locator("#id_text").fill(SETTLED)
    _take(officer, "settle", whole=True)
    with officer.expect_navigation():
        officer.locator("form[enctype] .thumb button").click()
    return not officer.url.endswith("/settle/")


def print_sheet(visits: Visits, *, compound: str) -> str:
    """Return the code on the plate of a building; keep a picture of its sheet."""
    page = visits.page(SHEET, sign_in="shequ")
    page.goto(compound.replace("/c/", "/sheets/"))
    sheet = page.locator(".sheet").first
    sheet.locator("svg").wait_for()
    _take(page, "code-sheet")
    return sheet.locator(".letters").inner_text().strip()


def report(phone: Page, plate: str) -> str:
    """Report a matter at a door plate; return the address by which it is followed."""
    phone.goto("/report/")
    phone.locator("textarea").fill(WORDS)
    phone.locator(".thumb .primary").click()
    phone.locator("[name=q]").fill("星野 3栋")
    phone.locator("#hits button").first.wait_for()
    _take(phone, "report-place")
    phone.goto(f"/r/{plate}/")
    phone.locator("input[type=file]").set_input_files(_photo("before"))
    phone.locator("textarea").fill(WORDS)
    _take(phone, "report-what", whole=True)
    phone.locator(".thumb .primary").click()
    phone.locator("input[name=category]").first.wait_for()
    _take(phone, "report-send")
    phone.locator(".thumb .primary").click()
    phone.wait_for_url("**/m/**")
    return phone.url.partition("?")[0]


def _photo(when: str) -> FilePayload:
    drawn = picture(np.random.default_rng(1), is_clean=when == "after")
    return {"name": f"{when}.png", "mimeType": "image/png", "buffer": drawn}


def register_and_dispatch(desk: Page) -> None:
    """Take the matter in at the community's desk and give it to the unit that leads first."""
    desk.goto("/desk/")
    desk.locator(".items li", has_text=WORDS[:8]).locator("a").last.click()
    desk.locator("form[action*='register'] button.primary").click()
    desk.locator("form[action*='dispatch'] button[name=lead]").first.wait_for()
    desk.goto(desk.url.partition("?")[0])
    _take(desk, "desk-case")
    desk.locator("form[action*='dispatch'] button[name=lead]").first.click()
    desk.locator("[data-undo]").wait_for()


def take_in_hand(visits: Visits) -> None:
    """Take the matter in hand on the officer's phone, once the worker has told her."""
    officer = visits.page(PHONE, sign_in="chengguan")
    officer.goto("/field/")
    _take(officer, "field")
    officer.goto("/inbox/")
    _take(officer, "inbox")
    officer.goto("/field/")
    officer.locator("ul.rows li", has_text=WORDS[:8]).locator("a").last.click()
    officer.locator("form[action*='accept'] button").click()
    officer.locator("form[action*='done'] button.primary").wait_for()


def look_around(visits: Visits, matter: str) -> None:
    """Keep pictures of the district's queue, of large print and of English."""
    desk = visits.page(DESK, sign_in="qu")
    desk.goto("/desk/")
    desk.locator(".items a").nth(2).click()
    desk.locator("#case-title").wait_for()
    _take(desk, "desk-queue")
    large = visits.page(PHONE)
    large.context.add_cookies([{"name": "linli_large_print", "value": "1", "url": matter}])
    large.goto(matter)
    _take(large, "large-print")
    english = visits.page(DESK, sign_in="ducha", language="en-GB")
    english.goto("/desk/")
    english.locator(".items a").first.click()
    english.locator("#case-title").wait_for()
    _take(english, "english")


def _take(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep a picture of what the window shows, or of the whole page in a window as long."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    size = page.viewport_size
    if whole and size:
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.wait_for_timeout(SETTLED_MS)
    path = FOLDER / f"{name}.png"
    keep(page.screenshot(), path)
    if size:
        page.set_viewport_size(size)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
