// Draws units anew on a map, by pointer, finger or keyboard; the server decides what fits.

import { colour, draw, library } from "../ui/ground.js";
import { Sheet, polygonsOf, rings } from "./sheet.js";

const APART = 28; // pixels between two corners that can be touched
const ROOM = 72; // pixels of an edge in whose middle there is room for a new corner
const STEP = 8; // pixels that an arrow key moves a corner; 1 with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Board {
  constructor(form, maplibre, map, sheet) {
    Object.assign(this, { form, maplibre, map, sheet, tool: "move", chosen: null, sketch: [], handles: [] });
    this.pixels = (point) => {
      const { x, y } = map.project(point);
      return [x, y];
    };
    this.addLayers();
    this.listen();
    this.show();
  }

  part(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  say(name, words = "") {
    this.part("status").textContent = words || this.form.dataset[name];
  }

  addLayers() {
    const empty = { type: "FeatureCollection", features: [] };
    for (const id of ["work", "sketch"]) this.map.addSource(id, { type: "geojson", data: empty });
    const chosen = ["case", ["get", "chosen"], colour("--map-chosen"), ["get", "changed"], colour("--soon"), colour("--brand")];
    const layer = (id, type, source, paint, more) => this.map.addLayer({ id, type, source, paint, ...more });
    layer("work-area", "fill", "work", { "fill-color": chosen, "fill-opacity": ["case", ["get", "chosen"], 0.2, ["get", "changed"], 0.15, 0.04] });
    layer("work-border", "line", "work", { "line-color": chosen, "line-width": ["case", ["get", "chosen"], 3, 1.5] });
    layer("sketch-line", "line", "sketch", { "line-color": colour("--late"), "line-width": 3, "line-dasharray": [2, 1] });
    layer("sketch-point", "circle", "sketch", { "circle-radius": 6, "circle-color": colour("--late"), "circle-stroke-width": 2, "circle-stroke-color": colour("--surface") }, { filter: ["==", ["geometry-type"], "Point"] });
  }

  listen() {
    const { map, form } = this;
    map.doubleClickZoom.disable();
    map.on("click", (event) => this.tap(event.lngLat.toArray(), event.point));
    map.on("moveend", () => this.showHandles());
    map.getCanvas().addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => this.travel(event));
    for (const button of form.querySelectorAll("[data-tool]")) {
      button.addEventListener("click", () => this.take(button.dataset.tool));
    }
    for (const button of form.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this[button.dataset.do]());
    }
    this.part("chosen").addEventListener("change", (event) => this.choose(event.target.value || null));
    form.addEventListener("submit", () => this.write());
  }

  /** Take up a tool; what was begun with another one is let go. */
  take(tool) {
    this.tool = tool;
    this.sketch = [];
    this.say(tool === "cut" && !this.chosen ? "chooseFirst" : tool);
    this.show();
  }

  choose(key) {
    this.chosen = key;
    this.show();
  }

  /** Ctrl+Z takes back, Ctrl+Shift+Z or Ctrl+Y does again; never while somebody types. */
  travel(event) {
    if (!(event.ctrlKey || event.metaKey) || event.target.closest("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "y" || (key === "z" && event.shiftKey)) this.redo();
    else if (key === "z") this.undo();
    else return;
    event.preventDefault();
  }

  undo() {
    if (this.sketch.length) this.sketch.pop();
    else if (!this.sheet.undo()) return;
    this.say("undone");
    this.show();
  }

  redo() {
    if (!this.sheet.redo()) return;
    this.say("redone");
    this.show();
  }

  key(event) {
    if (this.tool === "move" || this.tool === "join") {
      if (event.key === "Enter") this.tap(this.map.getCenter().toArray(), this.map.project(this.map.getCenter()));
      return;
    }
    if (event.key === "Enter") this.put(this.map.getCenter().toArray());
    else if (event.key === "Backspace") this.undo();
    else if (event.key === "Escape") this.take(this.tool);
    else return;
    event.preventDefault();
  }

  tap(point, pixel) {
    if (this.tool === "draw" || this.tool === "cut") return this.put(point);
    const [found] = this.map.queryRenderedFeatures(pixel, { layers: ["work-area"] });
    const key = found?.properties.key ?? null;
    if (this.tool === "join" && this.chosen && key && key !== this.chosen) return this.join(key);
    this.choose(key);
  }

  /** Put a corner of what is being drawn, on a corner or an edge that is near. */
  put(point) {
    if (this.tool === "cut" && !this.chosen) return this.say("chooseFirst");
    const place = this.tool === "draw" ? this.sheet.snap(point, this.pixels) : point;
    const [first] = this.sketch;
    const closes = first && this.sketch.length > 2 && String(first) === String(place);
    if (closes) return this.finish();
    this.sketch.push(place);
    this.show();
  }

  async finish() {
    const sketch = this.sketch;
    if (this.tool === "draw" && sketch.length > 2) {
      this.chosen = this.sheet.draw([[[...sketch, sketch[0]]]], this.form.dataset.newName);
      this.sketch = [];
      this.take("move");
      this.say("drawn");
    } else if (this.tool === "cut" && sketch.length > 1) {
      await this.cut(sketch);
    } else {
      this.say("moreCorners");
    }
  }

  cancel() {
    this.take("move");
  }

  async cut(line) {
    const unit = this.sheet.unit(this.chosen);
    const found = await this.ask("cut", { polygons: unit.polygons, line });
    if (!found) return;
    this.sheet.cut(unit.key, found.parts.map(polygonsOf), this.form.dataset.newName);
    this.take("move");
    this.say("wasCut");
  }

  async join(other) {
    const [one, two] = [this.sheet.unit(this.chosen), this.sheet.unit(other)];
    const found = await this.ask("join", { polygons: one.polygons, other: two.polygons });
    if (!found) return;
    this.sheet.join(one.key, two.key, polygonsOf(found.outline));
    this.take("move");
    this.say("joined");
  }

  /** Ask the server for a piece of geometry; what it refuses is said in its words. */
  async ask(what, body) {
    const response = await this.post(this.form.dataset[`${what}Url`], JSON.stringify(body), "application/json");
    const said = await response.json();
    if (response.ok) return said;
    this.say("refused", [said.message, said.hint].filter(Boolean).join(" "));
    return null;
  }

  post(url, body, accept) {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: accept } });
  }

  /** Let the server say what does not fit, or what moves. */
  async check() {
    const drawing = new FormData();
    drawing.set("drawn", JSON.stringify(this.sheet.drawing()));
    const response = await this.post(this.form.dataset.checkUrl, drawing, "text/html");
    this.part("impact").innerHTML = await response.text();
    this.part("impact").focus();
  }

  write() {
    this.form.elements.drawn.value = JSON.stringify(this.sheet.drawing());
  }

  show() {
    const { map, sheet, form } = this;
    if (!sheet.unit(this.chosen)) this.chosen = null;
    map.getSource("work").setData(sheet.collection(this.chosen));
    const line = { type: "Feature", geometry: { type: "LineString", coordinates: this.sketch } };
    const points = this.sketch.map((coordinates) => ({ type: "Feature", geometry: { type: "Point", coordinates } }));
    map.getSource("sketch").setData({ type: "FeatureCollection", features: this.sketch.length > 1 ? [line, ...points] : points });
    for (const button of form.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === this.tool));
    }
    const drawing = this.tool === "draw" || this.tool === "cut";
    for (const name of ["finish", "cancel"]) form.querySelector(`[data-do=${name}]`).hidden = !drawing;
    form.querySelector("[data-crosshair]").hidden = !drawing;
    map.getCanvas().style.cursor = drawing ? "crosshair" : "";
    form.querySelector("[data-do=undo]").disabled = !this.sketch.length && !sheet.past.length;
    form.querySelector("[data-do=redo]").disabled = !sheet.future.length;
    this.showList();
    this.showNames();
    this.showHandles();
    this.write();
    form.dataset.ready = "1";
  }

  showList() {
    const list = this.part("chosen");
    const options = this.sheet.units.map((unit) => new Option(unit.name, unit.key, false, unit.key === this.chosen));
    list.replaceChildren(new Option(this.form.dataset.none, ""), ...options);
    list.value = this.chosen ?? "";
  }

  /** Ask for the name of each new unit. */
  showNames() {
    const box = this.part("names");
    const fresh = this.sheet.units.filter((unit) => !unit.id);
    const keys = fresh.map((unit) => unit.key).join();
    if (box.dataset.keys === keys) return;
    box.dataset.keys = keys;
    box.hidden = !fresh.length;
    box.querySelector("div").replaceChildren(...fresh.map((unit) => this.nameField(unit)));
  }

  nameField(unit) {
    const label = Object.assign(document.createElement("label"), { textContent: this.form.dataset.nameOf });
    const input = Object.assign(document.createElement("input"), { value: unit.name, maxLength: 120, required: true });
    input.addEventListener("input", () => {
      this.sheet.unit(unit.key).name = input.value;
      this.write();
    });
    input.addEventListener("change", () => this.showList());
    label.append(input);
    return label;
  }

  /** Put a handle on each corner of the chosen unit that is apart from the others on the screen. */
  showHandles() {
    const unit = this.tool === "move" && this.sheet.unit(this.chosen);
    const held = document.activeElement?.dataset?.corner;
    for (const marker of this.handles) marker.remove();
    this.handles = [];
    if (!unit) return;
    const taken = [];
    const free = (point) => {
      const [x, y] = this.pixels(point);
      const { clientWidth, clientHeight } = this.map.getCanvas();
      if (x < 0 || y < 0 || x > clientWidth || y > clientHeight) return false;
      if (taken.some(([u, v]) => Math.hypot(u - x, v - y) < APART)) return false;
      return taken.push([x, y]);
    };
    for (const ring of rings(unit)) {
      ring.slice(1).forEach((corner, index) => free(corner) && this.handle(corner, `${unit.name} ${index + 1}`));
    }
    for (const ring of rings(unit)) {
      ring.slice(1).forEach((to, index) => this.middle(ring[index], to, free));
    }
    if (held) this.handles.map((marker) => marker.getElement()).find((element) => element.dataset.corner === held)?.focus();
  }

  marker(place, className, label) {
    const element = Object.assign(document.createElement("button"), { type: "button", className });
    element.setAttribute("aria-label", label);
    const marker = new this.maplibre.Marker({ element, draggable: true }).setLngLat(place).addTo(this.map);
    element.addEventListener("click", (event) => event.stopPropagation());
    this.handles.push(marker);
    return marker;
  }

  handle(corner, label) {
    const marker = this.marker(corner, "corner", `${this.form.dataset.corner} ${label}`);
    const element = marker.getElement();
    element.dataset.corner = String(corner);
    marker.on("dragend", () => this.moveTo(corner, marker.getLngLat().toArray()));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Delete" || event.key === "Backspace") this.remove(corner);
      else if (event.key in ARROWS) this.nudge(corner, ARROWS[event.key], event.shiftKey ? 1 : STEP, element);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  middle(from, to, free) {
    const [[x, y], [u, v]] = [this.pixels(from), this.pixels(to)];
    const place = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    if (Math.hypot(u - x, v - y) < ROOM || !free(place)) return;
    const marker = this.marker(place, "corner is-middle", this.form.dataset.newCorner);
    const put = (point) => {
      this.sheet.insert(from, to, point);
      this.say("cornerPut");
      this.show();
    };
    marker.on("dragend", () => put(this.sheet.snap(marker.getLngLat().toArray(), this.pixels)));
    marker.getElement().addEventListener("click", () => put(place));
  }

  moveTo(corner, point) {
    this.sheet.move(corner, this.sheet.snap(point, this.pixels, { skip: corner }));
    this.say("moved");
    this.show();
  }

  /** Move a corner by the keyboard: freely, since a step must not jump back where it came from. */
  nudge(corner, [right, down], pixels, element) {
    const [x, y] = this.pixels(corner);
    const place = this.map.unproject([x + right * pixels, y + down * pixels]).toArray();
    element.dataset.corner = String(place);
    this.sheet.move(corner, place);
    this.say("moved");
    this.show();
  }

  remove(corner) {
    this.say(this.sheet.remove(corner) ? "removed" : "triangle");
    this.show();
    this.map.getCanvas().focus();
  }
}

function bounds(sheet) {
  const points = [...sheet.units, ...sheet.parents].flatMap(rings).flat();
  const of = (axis, pick) => points.reduce((found, point) => pick(found, point[axis]), points[0][axis]);
  return [[of(0, Math.min), of(1, Math.min)], [of(0, Math.max), of(1, Math.max)]];
}

async function open(form) {
  const maplibre = await library(form.dataset.library);
  const response = await fetch(form.dataset.unitsUrl, { headers: { Accept: "application/json" } });
  const sheet = new Sheet(await response.json());
  const kept = form.elements.drawn.value;
  if (kept) sheet.open(JSON.parse(kept));
  const map = await draw(maplibre, form.querySelector(".map"));
  map.fitBounds(bounds(sheet), { padding: 32, animate: false });
  for (const tools of form.querySelectorAll("[data-tools]")) tools.hidden = false;
  new Board(form, maplibre, map, sheet).say("move");
}

const form = document.querySelector("[data-redraw]");
open(form).catch((fault) => {
  console.error(fault);
  form.querySelector("[data-map-failed]").hidden = false;
});
