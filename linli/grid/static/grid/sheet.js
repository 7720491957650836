// The units that are drawn together: corners, shared borders, what changed, undo and redo.
// No map and no page is known here; points are [lon, lat] in degrees.

const ON_EDGE = 1e-8; // degrees, about a millimetre: a corner of a neighbour lies on this edge

const same = (one, other) => one[0] === other[0] && one[1] === other[1];
const clone = (state) => structuredClone(state);

/** Return every ring of a unit; the last point of a ring is the first one again. */
export const rings = (unit) => unit.polygons.flat();

/** Return GeoJSON polygons as a list of polygons, also where there is only one. */
export const polygonsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);

const geometryOf = (unit) =>
  unit.polygons.length === 1
    ? { type: "Polygon", coordinates: unit.polygons[0] }
    : { type: "MultiPolygon", coordinates: unit.polygons };

/** Return the place on an edge that is nearest to a point, and how far along it, 0 to 1. */
export function nearest(point, from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length ? ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length : 0;
  const kept = Math.min(Math.max(along, 0), 1);
  return { along: kept, place: [from[0] + kept * dx, from[1] + kept * dy] };
}

function edgesOf(ring) {
  return ring.slice(1).map((to, index) => [ring[index], to, index + 1]);
}

export class Sheet {
  /** Begin with the units as the server has them, and what they are part of, which stays. */
  constructor(collection) {
    const units = collection.features.map(({ id, properties, geometry }) => ({
      key: id, id, name: properties.name, of: null, polygons: polygonsOf(geometry),
    }));
    this.origin = new Map(units.map((unit) => [unit.key, clone(unit)]));
    this.parents = collection.parents.map((geometry) => ({ polygons: polygonsOf(geometry) }));
    this.state = { units, merged: [], fresh: 0 };
    this.past = [];
    this.future = [];
  }

  get units() {
    return this.state.units;
  }

  unit(key) {
    return this.units.find((unit) => unit.key === key);
  }

  /** Do something that can be taken back. */
  change(work) {
    this.past.push(clone(this.state));
    this.future = [];
    return work(this.state);
  }

  undo() {
    return this.travel(this.past, this.future);
  }

  redo() {
    return this.travel(this.future, this.past);
  }

  travel(from, to) {
    if (!from.length) return false;
    to.push(this.state);
    this.state = from.pop();
    return true;
  }

  /** Let all units that touch a corner have it as a corner, so that it moves for all of them. */
  share(point) {
    for (const unit of this.units) {
      for (const ring of rings(unit)) {
        if (ring.some((corner) => same(corner, point))) continue;
        for (const [from, to, index] of edgesOf(ring)) {
          const { place } = nearest(point, from, to);
          if (Math.hypot(place[0] - point[0], place[1] - point[1]) > ON_EDGE) continue;
          ring.splice(index, 0, [...point]);
          break;
        }
      }
    }
  }

  /** Move a corner, for every unit that has it. */
  move(from, to) {
    this.change(() => {
      this.share(from);
      for (const unit of this.units) {
        for (const ring of rings(unit)) {
          ring.forEach((corner, index) => {
            if (same(corner, from)) ring[index] = [...to];
          });
        }
      }
    });
  }

  /** Put a corner into the edge between two others, for every unit that has this edge, and move it. */
  insert(from, to, place) {
    this.change(() => {
      for (const unit of this.units) {
        for (const ring of rings(unit)) {
          const edge = edgesOf(ring).find(
            ([a, b]) => (same(a, from) && same(b, to)) || (same(a, to) && same(b, from)),
          );
          if (edge) ring.splice(edge[2], 0, [...place]);
        }
      }
    });
  }

  /** Take a corner away, for every unit that has it, where a triangle is left. */
  remove(point) {
    const has = this.units.flatMap(rings).filter((ring) => ring.some((corner) => same(corner, point)));
    if (has.some((ring) => ring.length <= 4)) return false;
    this.change((state) => {
      for (const unit of state.units) {
        unit.polygons = unit.polygons.map((polygon) =>
          polygon.map((ring) => {
            if (!ring.some((corner) => same(corner, point))) return ring;
            const left = ring.slice(0, -1).filter((corner) => !same(corner, point));
            return [...left, left[0]];
          }),
        );
      }
    });
    return true;
  }

  /** Add a unit that was drawn, and return its key. */
  draw(polygons, name) {
    return this.change((state) => this.add(state, polygons, name, null));
  }

  add(state, polygons, name, of) {
    state.fresh += 1;
    const key = `new-${state.fresh}`;
    state.units.push({ key, id: null, name, of, polygons });
    return key;
  }

  /** Replace a unit by its parts: the first keeps its name, the others are new. */
  cut(key, parts, name) {
    return this.change((state) => {
      const unit = state.units.find((one) => one.key === key);
      unit.polygons = parts[0];
      return parts.slice(1).map((part) => this.add(state, part, name, unit.id ?? unit.of));
    });
  }

  /** Let a unit take another one in. */
  join(key, other, polygons) {
    this.change((state) => {
      const unit = state.units.find((one) => one.key === key);
      const taken = state.units.find((one) => one.key === other);
      unit.polygons = polygons;
      state.units = state.units.filter((one) => one.key !== other);
      if (taken.id) state.merged.push([taken.id, unit.id]);
    });
  }

  isChanged(unit) {
    return !unit.id || JSON.stringify(unit.polygons) !== JSON.stringify(this.origin.get(unit.key).polygons);
  }

  /** Return what the server is sent: the units that differ, and which ended in which. */
  drawing() {
    const changed = this.units.filter((unit) => this.isChanged(unit));
    const features = changed.map((unit) => ({
      type: "Feature", id: unit.id, properties: { name: unit.name, of: unit.of }, geometry: geometryOf(unit),
    }));
    return { type: "FeatureCollection", features, merged: this.state.merged };
  }

  /** Go on with a drawing that was kept. */
  open({ features, merged }) {
    for (const { id, properties, geometry } of features) {
      const unit = id && this.unit(id);
      if (unit) unit.polygons = polygonsOf(geometry);
      else this.add(this.state, polygonsOf(geometry), properties.name, properties.of);
    }
    this.state.merged = merged;
    const ended = new Set(merged.map(([one]) => one));
    this.state.units = this.units.filter((unit) => !ended.has(unit.id));
  }

  /** Return the units as GeoJSON for a map. */
  collection(chosen) {
    const features = this.units.map((unit) => ({
      type: "Feature",
      properties: { key: unit.key, name: unit.name, chosen: unit.key === chosen, changed: this.isChanged(unit) },
      geometry: geometryOf(unit),
    }));
    return { type: "FeatureCollection", features };
  }

  /**
   * Return a point on the corner, else on the edge, that is nearest to it on the screen.
   * `pixels` tells where a point is on the screen; `skip` is a corner that is being moved.
   */
  snap(point, pixels, { corner = 14, edge = 10, skip = null } = {}) {
    const here = pixels(point);
    let best = { distance: corner, place: null };
    let along = { distance: edge, place: null };
    for (const ring of [...this.units, ...this.parents].flatMap(rings)) {
      const shown = ring.map(pixels);
      ring.forEach((place, index) => {
        if (skip && same(place, skip)) return;
        const distance = Math.hypot(shown[index][0] - here[0], shown[index][1] - here[1]);
        if (distance < best.distance) best = { distance, place };
        const next = ring[index + 1];
        if (!next || (skip && same(next, skip))) return;
        const found = nearest(here, shown[index], shown[index + 1]);
        const away = Math.hypot(found.place[0] - here[0], found.place[1] - here[1]);
        if (away >= along.distance) return;
        const [dx, dy] = [next[0] - place[0], next[1] - place[1]];
        along = { distance: away, place: [place[0] + found.along * dx, place[1] + found.along * dy] };
      });
    }
    return best.place ?? along.place ?? point;
  }
}
