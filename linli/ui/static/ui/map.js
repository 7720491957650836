// A map on our own polygons; app.js loads it when somebody asks for it.

const COLOURS = { running: "--wait", soon: "--soon", late: "--late", still: "--wait", met: "--done" };

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Bring the library from our own server; both files stay unloaded until now. */
async function library(folder) {
  const sheet = Object.assign(document.createElement("link"), {
    rel: "stylesheet",
    href: `${folder}maplibre-gl.css`,
  });
  document.head.append(sheet);
  const maplibre = await import(`${folder}maplibre-gl.mjs`);
  maplibre.setWorkerUrl(`${folder}maplibre-gl-worker.mjs`);
  return maplibre;
}

async function json(address) {
  const response = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) throw new Error(address);
  return response.json();
}

/** Return [[west, south], [east, north]] of a GeoJSON collection, degrees. */
function bounds(collection) {
  const box = [[Infinity, Infinity], [-Infinity, -Infinity]];
  const visit = (part) => {
    if (typeof part[0] !== "number") return part.forEach(visit);
    for (const axis of [0, 1]) {
      box[0][axis] = Math.min(box[0][axis], part[axis]);
      box[1][axis] = Math.max(box[1][axis], part[axis]);
    }
  };
  collection.features.forEach((feature) => visit(feature.geometry.coordinates));
  return box;
}

function style(ground) {
  const layer = (id, type, paint) => ({ id, type, source: "ground", paint });
  return {
    version: 8,
    sources: { ground: { type: "geojson", data: ground } },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("--map-ground") } },
      layer("units", "fill", { "fill-color": colour("--map-unit") }),
      layer("borders", "line", { "line-color": colour("--map-border"), "line-width": 1 }),
    ],
  };
}

/** Draw the ground and return the map once it stands. */
async function draw(maplibre, frame) {
  const canvas = frame.querySelector("[data-map-canvas]");
  const ground = await json(frame.dataset.ground);
  canvas.hidden = false;
  const map = new maplibre.Map({
    container: canvas,
    style: style(ground),
    bounds: bounds(ground),
    fitBoundsOptions: { padding: 16 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    locale: {
      "NavigationControl.ZoomIn": frame.dataset.zoomIn,
      "NavigationControl.ZoomOut": frame.dataset.zoomOut,
      "Map.Title": canvas.getAttribute("aria-label"),
    },
  });
  for (const name of ["role", "aria-label"]) canvas.removeAttribute(name); // not two regions of one name
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.touchZoomRotate.disableRotation();
  await map.once("load");
  label(maplibre, map, ground);
  return map;
}

/** Name the features that are wide enough on the screen; names are ordinary text, not glyphs. */
function label(maplibre, map, ground) {
  const named = ground.features.filter((feature) => feature.properties?.name);
  const labels = named.map((feature) => {
    const [[west, south], [east, north]] = bounds({ features: [feature] });
    const element = document.createElement("span");
    element.className = "map-label";
    element.textContent = feature.properties.name;
    const marker = new maplibre.Marker({ element }).setLngLat([(west + east) / 2, (south + north) / 2]);
    return { marker, west, east, middle: (south + north) / 2, shown: false };
  });
  const update = () => {
    for (const each of labels) {
      const width = map.project([each.east, each.middle]).x - map.project([each.west, each.middle]).x;
      if (width > 72 === each.shown) continue;
      each.shown = !each.shown;
      if (each.shown) each.marker.addTo(map);
      else each.marker.remove();
    }
  };
  map.on("moveend", update);
  update();
}

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
