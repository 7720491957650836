// The ground of every map: our own polygons as tiles, drawn by zoom, named by ordinary text.

const FILLS = { street: "--map-unit", compound: "--map-compound", building: "--map-building" };
const WIDTHS = { street: 2, community: 1.5, grid: 1, micro_grid: 0.5, compound: 1, building: 0.5 };
const NAMED = { street: 0, community: 11, grid: 13, compound: 14.5, building: 16.5 };
const LEAST_WIDTH = 72;

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Bring the library from our own server; both files stay unloaded until now. */
export async function library(folder) {
  const sheet = Object.assign(document.createElement("link"), {
    rel: "stylesheet",
    href: `${folder}maplibre-gl.css`,
  });
  document.head.append(sheet);
  const maplibre = await import(`${folder}maplibre-gl.mjs`);
  maplibre.setWorkerUrl(`${folder}maplibre-gl-worker.mjs`);
  return maplibre;
}

export async function json(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(address);
  return response.json();
}

/** Return what is drawn of one layer: its area, its border, and points where it has no area. */
function layersOf({ id, minzoom }) {
  const layer = (suffix, type, paint, more) => ({
    id: `${id}-${suffix}`, type, paint, minzoom, source: "ground", "source-layer": id, ...more,
  });
  const border = { "line-color": colour("--map-border"), "line-width": WIDTHS[id] ?? 1 };
  const area = { "fill-color": colour(FILLS[id]) || "transparent", "fill-antialias": false };
  const point = { "circle-radius": 1.5, "circle-color": colour("--map-border") };
  const drawn = [layer("area", "fill", area), layer("border", "line", border)];
  if (id === "building") {
    drawn.push(layer("point", "circle", point, { filter: ["==", ["geometry-type"], "Point"] }));
  }
  return drawn;
}

function style(ground) {
  const { tiles, minzoom, maxzoom } = ground;
  const units = ground.vector_layers.flatMap(layersOf);
  const order = { fill: 0, line: 1, circle: 2 };
  units.sort((one, other) => order[one.type] - order[other.type]);
  return {
    version: 8,
    sources: { ground: { type: "vector", tiles, minzoom, maxzoom } },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("--map-ground") } },
      ...units,
    ],
  };
}

/** Draw the ground in a frame and return the map once it stands. */
export async function draw(maplibre, frame) {
  const canvas = frame.querySelector("[data-map-canvas]");
  const ground = await json(frame.dataset.ground);
  canvas.hidden = false;
  const map = new maplibre.Map({
    container: canvas,
    style: style(ground),
    bounds: ground.bounds,
    fitBoundsOptions: { padding: 16 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    locale: {
      "NavigationControl.ZoomIn": frame.dataset.zoomIn,
      "NavigationControl.ZoomOut": frame.dataset.zoomOut,
      "Map.Title": canvas.getAttribute("aria-label"),
    },
  });
  for (const name of ["role", "aria-label"]) canvas.removeAttribute(name); // not two regions of one name
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.touchZoomRotate.disableRotation();
  map.once("idle", () => performance.mark("map"));
  await map.once("load");
  label(maplibre, map, ground.vector_layers.map((layer) => layer.id));
  return map;
}

/** Return the kind that is named at a zoom: the finest that is large enough to read. */
function named(kinds, zoom) {
  const fitting = kinds.filter((kind) => kind in NAMED && zoom >= NAMED[kind]);
  return fitting.at(-1) ?? kinds[0];
}

/** Return the middle and the width on the screen of each unit that is drawn with a name. */
function places(map, kind) {
  const found = new Map();
  for (const feature of map.queryRenderedFeatures({ layers: [`${kind}-area`] })) {
    if (!feature.properties.name) continue;
    const box = found.get(feature.id) ?? { name: feature.properties.name, west: 180, south: 90, east: -180, north: -90 };
    const visit = (part) => {
      if (typeof part[0] !== "number") return part.forEach(visit);
      box.west = Math.min(box.west, part[0]);
      box.east = Math.max(box.east, part[0]);
      box.south = Math.min(box.south, part[1]);
      box.north = Math.max(box.north, part[1]);
    };
    visit(feature.geometry.coordinates);
    found.set(feature.id, box);
  }
  return found;
}

/** Name the units that are wide enough on the screen; names are ordinary text, not glyphs. */
function label(maplibre, map, kinds) {
  const shown = new Map();
  const update = () => {
    const kind = named(kinds, map.getZoom());
    const wanted = new Map();
    for (const [id, box] of places(map, kind)) {
      const middle = [(box.west + box.east) / 2, (box.south + box.north) / 2];
      const width = map.project([box.east, middle[1]]).x - map.project([box.west, middle[1]]).x;
      if (width > LEAST_WIDTH) wanted.set(`${kind} ${id}`, { name: box.name, middle });
    }
    for (const [key, marker] of shown) {
      if (wanted.has(key)) continue;
      marker.remove();
      shown.delete(key);
    }
    for (const [key, { name, middle }] of wanted) {
      if (!shown.has(key)) {
        const element = Object.assign(document.createElement("span"), { className: "map-label", textContent: name });
        shown.set(key, new maplibre.Marker({ element }).setLngLat(middle).addTo(map));
      }
      shown.get(key).setLngLat(middle);
    }
  };
  map.on("idle", update);
}
