// A map on our own polygons; app.js loads it when somebody asks for it.

import { colour, draw, json, library } from "./ground.js";

const COLOURS = { running: "--wait", soon: "--soon", late: "--late", still: "--wait", met: "--done" };

/** Let a pin fill the two inputs, by tap, by drag, or by Enter in the middle of the map. */
function pick(maplibre, map, frame) {
  const inputs = [frame.dataset.lon, frame.dataset.lat].map((id) => document.getElementById(id));
  const element = Object.assign(document.createElement("div"), { className: "map-pin" });
  const pin = new maplibre.Marker({ element, draggable: true });
  const put = (point) => {
    pin.setLngLat(point).addTo(map);
    [point.lng, point.lat].forEach((degrees, axis) => {
      inputs[axis].value = degrees.toFixed(6);
      inputs[axis].dispatchEvent(new Event("change", { bubbles: true }));
    });
  };
  map.on("click", (event) => put(event.lngLat));
  pin.on("dragend", () => put(pin.getLngLat()));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") put(map.getCenter());
  });
  const [lon, lat] = inputs.map((input) => Number.parseFloat(input.value));
  if (Number.isFinite(lon) && Number.isFinite(lat)) {
    put(new maplibre.LngLat(lon, lat));
    map.jumpTo({ center: [lon, lat], zoom: 16 });
  } else if (frame.dataset.centre) {
    map.jumpTo({ center: frame.dataset.centre.split(",").map(Number), zoom: 15 });
  }
  frame.querySelector("[data-map-help]").hidden = false;
}

/** Show the matters of a list; a tap opens one. */
async function queue(map, frame) {
  map.addSource("points", { type: "geojson", data: await json(frame.dataset.points) });
  const states = Object.entries(COLOURS).flatMap(([state, name]) => [state, colour(name)]);
  map.addLayer({
    id: "points",
    type: "circle",
    source: "points",
    paint: {
      "circle-radius": 7,
      "circle-color": ["match", ["get", "state"], ...states, colour("--wait")],
      "circle-stroke-color": colour("--surface"),
      "circle-stroke-width": 2,
    },
  });
  map.on("click", "points", (event) => window.location.assign(event.features[0].properties.url));
  map.on("mouseenter", "points", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "points", () => { map.getCanvas().style.cursor = ""; });
}

/** Open the map in its frame. */
export async function open(frame) {
  const maplibre = await library(frame.dataset.library);
  const map = await draw(maplibre, frame);
  if (frame.dataset.map === "pick") pick(maplibre, map, frame);
  else await queue(map, frame);
}
