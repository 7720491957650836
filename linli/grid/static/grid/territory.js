// The whole territory on a map, and the map of a proposal; both pages say the same without it.

import { colour, draw, json, library } from "../ui/ground.js";

/** Ask which unit lies at a place: the finest that is drawn there. */
async function show(map, frame, point) {
  const areas = map.getStyle().layers.map((layer) => layer.id).filter((id) => id.endsWith("-area"));
  const found = map.queryRenderedFeatures(point, { layers: areas });
  if (!found.length) return;
  const [{ id, sourceLayer }] = found;
  const version = map.getStyle().sources.ground.tiles[0].match(/staff\/(\d+)\//)[1];
  const url = frame.dataset.unit.replace("0/kind/0", `${version}/${sourceLayer}/${id}`);
  const response = await fetch(url);
  const box = frame.querySelector("[data-unit-shown]");
  box.hidden = !response.ok;
  if (response.ok) box.innerHTML = await response.text();
}

function bounds(features) {
  const box = [[180, 90], [-180, -90]];
  const visit = (part) => {
    if (typeof part[0] !== "number") return part.forEach(visit);
    for (const axis of [0, 1]) {
      box[0][axis] = Math.min(box[0][axis], part[axis]);
      box[1][axis] = Math.max(box[1][axis], part[axis]);
    }
  };
  features.forEach((feature) => visit(feature.geometry.coordinates));
  return box;
}

/** Draw the outlines of a proposal: dashed before, blue after. */
async function compare(map, frame) {
  const { before, after } = await json(frame.dataset.outlines);
  map.addSource("before", { type: "geojson", data: before });
  map.addSource("after", { type: "geojson", data: after });
  map.addLayer({ id: "after-area", type: "fill", source: "after", paint: { "fill-color": colour("--map-chosen"), "fill-opacity": 0.15 } });
  map.addLayer({ id: "after-border", type: "line", source: "after", paint: { "line-color": colour("--map-chosen"), "line-width": 3 } });
  map.addLayer({ id: "before-border", type: "line", source: "before", paint: { "line-color": colour("--ink"), "line-width": 2, "line-dasharray": [2, 2] } });
  map.fitBounds(bounds([...before.features, ...after.features]), { padding: 32, animate: false });
}

async function open(frame) {
  const map = await draw(await library(frame.dataset.library), frame);
  if (frame.dataset.outlines) await compare(map, frame);
  else {
    map.on("click", (event) => show(map, frame, event.point));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter") show(map, frame, map.project(map.getCenter()));
    });
  }
  frame.dataset.ready = "1";
}

for (const frame of document.querySelectorAll("[data-territory]")) {
  open(frame).catch((fault) => {
    console.error(fault);
    frame.querySelector("[data-map-failed]").hidden = false;
  });
}
