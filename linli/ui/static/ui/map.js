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
  map.addLayer({
    id: "points",
    type: "circle",
    source: "points",
    paint: {
      "circle-radius": 7,
      "circle-color": byState("--wait"),
      "circle-stroke-color": colour("--surface"),
      "circle-stroke-width": 2,
    },
  });
  opens(map, "points");
}

/** Show areas coloured by their state over the ground; one without a state is a border only. */
async function areas(map, frame) {
  const drawn = await json(frame.dataset.points);
  map.addSource("areas", { type: "geojson", data: drawn });
  const layer = (id, type, paint) => map.addLayer({ id, type, source: "areas", paint });
  const opacity = ["case", ["to-boolean", ["get", "state"]], 0.5, 0];
  layer("areas", "fill", { "fill-color": byState("--wait"), "fill-opacity": opacity });
  layer("areas-border", "line", { "line-color": byState("--ink"), "line-width": 2 });
  map.fitBounds(drawn.bbox, { padding: 16, animate: false });
  opens(map, "areas");
}

/** Colour a feature by its state, or as given where it has none. */
function byState(without) {
  const states = Object.entries(COLOURS).flatMap(([state, name]) => [state, colour(name)]);
  return ["match", ["coalesce", ["get", "state"], ""], ...states, colour(without)];
}

/** Let what is tapped in a layer open its page, where it has one. */
function opens(map, layer) {
  const address = (event) => event.features[0].properties.url;
  map.on("click", layer, (event) => { if (address(event)) window.location.assign(address(event)); });
  map.on("mousemove", layer, (event) => { map.getCanvas().style.cursor = address(event) ? "pointer" : ""; });
  map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
}

/** Open the map in its frame. */
export async function open(frame) {
  const maplibre = await library(frame.dataset.library);
  const map = await draw(maplibre, frame);
  if (frame.dataset.map === "pick") pick(maplibre, map, frame);
  else if (frame.dataset.map === "areas") await areas(map, frame);
  else await queue(map, frame);
}
