"""The map of a whole district in a browser: 2,500 polygons and 20,000 points, as tiles and whole.

Measured with a Chromium that draws without a graphics card, the server on the same machine; a
telephone is a window of 390 px whose processor is slowed down four times.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from bench import ground
from bench.arithmetic import SEED, _cells
from bench.rows import Row

BUILDINGS = 20_000
BEGAN = date(2020, 1, 1)
PICTURE = "() => performance.getEntriesByName('map')[0]?.startTime"
FRAMES = """() => {
  const frames = window.frames_ = []
  let last = performance.now()
  const next = (now) => { frames.push(now - last); last = now; requestAnimationFrame(next) }
  requestAnimationFrame(next)
}"""
WHOLE = """async () => {
  const began = performance.now()
  const folder = "/static/vendor/maplibre-gl/"
  const maplibre = await import(`${folder}maplibre-gl.mjs`)
  maplibre.setWorkerUrl(`${folder}maplibre-gl-worker.mjs`)
  const container = document.querySelector("main")
  container.style.height = "80vh"
  const data = await (await fetch("/whole.geojson")).json()
  const map = new maplibre.Map({ container, bounds: [113.0, 29.2, 113.4, 29.5], style: {
    version: 8,
    sources: { whole: { type: "geojson", data } },
    layers: [
      { id: "line", type: "line", source: "whole", filter: ["!=", ["geometry-type"], "Point"] },
      { id: "point", type: "circle", source: "whole", filter: ["==", ["geometry-type"], "Point"],
        paint: { "circle-radius": 1.5 } },
    ],
  } })
  await map.once("idle")
  return performance.now() - began
}"""


@dataclass(frozen=True)
class Window:
    """A window to look through, and how many times slower its processor is."""

    name: str
    size: tuple[int, int]
    slower: int


WINDOWS = (Window("desk", (1440, 900), 1), Window("telephone", (390, 844), 4))


def rows() -> Iterator[Row]:
    """Measure the first picture and the movement of a map; nothing where there is no Chromium."""
    found = os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium")
    if not found:
        return
    from playwright.sync_api import sync_playwright

    with ground.database():
        session = _lay()
        whole = _whole()
        with ground.served() as ((host, port), _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            address = f"http://{host}:{port}"
            for window in WINDOWS:
                yield from _measured(browser, address, session, whole, window)
            browser.close()


def _measured(
    browser: Any, address: str, session: str, whole: str, window: Window
) -> Iterator[Row]:
    pictures = []
    for _ in range(4):
        page = _page(browser, address, session, window)
        page.goto("/desk/map/")
        page.wait_for_function(PICTURE)
        pictures.append(page.evaluate(PICTURE))
        frames = _frames(page)
        page.context.close()
    page = _page(browser, address, session, window)
    page.route("**/whole.geojson", lambda route: route.fulfill(body=whole))
    page.goto("/")
    plain = page.evaluate(WHOLE)
    page.context.close()
    work = f"2,500 polygons of a hundred corners, {BUILDINGS:,} points, {window.name}"
    yield Row(
        what="map, first whole picture",
        work=f"{work}; the very first: {pictures[0]:.0f} ms, a frame while moved: {frames:.0f} ms",
        unit="ms",
        ours=min(pictures[1:]),
        reference=plain,
        factor=plain / min(pictures[1:]),
        against="the same as one GeoJSON",
        aim="aim: 1,000 ms on two cores",
    )


def _page(browser: Any, address: str, session: str, window: Window) -> Any:
    """Return a page of a browser that has kept nothing yet."""
    width, height = window.size
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    slowed = context.new_cdp_session(page)
    slowed.send("Emulation.setCPUThrottlingRate", {"rate": window.slower})
    return page


def _frames(page: Any) -> float:
    """Drag the map to and fro; return what nineteen of twenty frames took at most, ms."""
    box = page.locator(".maplibregl-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(FRAMES)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(x + 100 * np.sin(step / 8), y + 60 * np.cos(step / 8))
    page.mouse.up()
    return float(np.percentile(page.evaluate("window.frames_"), 95))


def _outlines() -> tuple[NDArray[Any], NDArray[Any]]:
    noise = np.random.default_rng(SEED)
    lon, lat = noise.uniform(113.0, 113.4, BUILDINGS), noise.uniform(29.2, 29.5, BUILDINGS)
    return _cells(noise), shapely.box(lon, lat, lon + 0.0002, lat + 0.0001)


def _lay() -> str:
    """Lay down the district and a post; return the session of that post."""
    from django.utils import timezone

    from linli.kernel.common import ids
    from linli.kernel.people.rules import BY_RULE, Role
    from linli.kernel.territory.rules import Kind
    from linli.kernel.territory.services import NewShape, NewUnit, add_units, bring_in_line
    from tests.district import small_district
    from tests.grid.desk.doors import browser_of

    district = small_district()
    micro_grids, buildings = _outlines()
    parents = {
        Kind.MICRO_GRID: district.sides[0].grids[0],
        Kind.BUILDING: district.sides[0].compounds[0],
    }
    drawn = [(Kind.MICRO_GRID, cell) for cell in micro_grids]
    drawn += [(Kind.BUILDING, house) for house in buildings]
    new = [
        NewUnit(
            ids.new(), kind, f"{number}", parents[kind], BEGAN,
            shape=NewShape(ids.new(), shapely.to_wkb(outline)),
        )
        for number, (kind, outline) in enumerate(drawn)
    ]  # fmt: skip
    box = NewShape(ids.new(), shapely.to_wkb(shapely.box(113.0, 29.2, 113.4, 29.5)))
    wide = NewUnit(district.id, Kind.DISTRICT, "样例区", None, BEGAN, shape=box)
    bring_in_line(BY_RULE, rows=[wide], source="bench", at=timezone.now())
    add_units(BY_RULE, rows=new, source="bench", at=timezone.now())
    return str(browser_of(district.actor(Role.DISTRICT_DESK)).cookies["sessionid"].value)


def _whole() -> str:
    """Return the same ground as one GeoJSON, six decimals."""
    micro_grids, buildings = _outlines()
    shapes = [*micro_grids, *shapely.centroid(buildings)]
    rounded = shapely.transform(np.array(shapes, dtype=object), lambda points: points.round(6))
    features = [
        {"type": "Feature", "properties": {"name": str(number)}, "geometry": geometry}
        for number, geometry in enumerate(map(shapely.geometry.mapping, rounded))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})
