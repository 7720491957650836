// Marks parts of a photo by pointer or keyboard; the four numbers of each part stay the truth.

const SIDES = ["left", "top", "width", "height"];
const LEAST = 1;
const STEP = 1;

const within = (value, least, most) => Math.min(Math.max(value, least), most);
const rounded = (value) => Math.round(value * 10) / 10;

/** Return a part that lies wholly in the photo and can still be seen. */
function kept({ left, top, width, height }) {
  const west = within(left, 0, 100 - LEAST);
  const north = within(top, 0, 100 - LEAST);
  return {
    left: west,
    top: north,
    width: within(width, LEAST, 100 - west),
    height: within(height, LEAST, 100 - north),
  };
}

/** Return a part moved as far as the edges of the photo allow; its size stays. */
function moved(part, right, down) {
  return {
    ...part,
    left: within(part.left + right, 0, 100 - part.width),
    top: within(part.top + down, 0, 100 - part.height),
  };
}

class Part {
  constructor(sheet, row) {
    this.sheet = sheet;
    this.row = row;
    this.inputs = SIDES.map((side) => row.querySelector(`input[name=${side}]`));
    this.box = document.createElement("button");
    this.box.type = "button";
    this.box.className = "cover-part";
    this.box.setAttribute("aria-describedby", "cover-help");
    this.corner = document.createElement("span");
    this.corner.className = "corner";
    this.box.append(this.corner);
    sheet.frame.append(this.box);
    row.hidden = false;
    row.querySelector("[data-cover-remove]").hidden = false;
    this.box.addEventListener("pointerdown", (event) => this.grab(event));
    this.box.addEventListener("keydown", (event) => this.press(event));
    row.addEventListener("input", () => this.draw());
    this.draw();
  }

  get place() {
    const numbers = this.inputs.map((input) => Number.parseFloat(input.value) || 0);
    return kept(Object.fromEntries(SIDES.map((side, index) => [side, numbers[index]])));
  }

  set place(wanted) {
    const part = kept(wanted);
    SIDES.forEach((side, index) => { this.inputs[index].value = String(rounded(part[side])); });
    this.draw();
  }

  draw() {
    const part = this.place;
    for (const side of SIDES) this.box.style[side] = `${part[side]}%`;
    const words = { ...part, number: this.row.dataset.number };
    const name = this.sheet.root.dataset.name.replace(/\{(\w+)\}/g, (_, word) => words[word]);
    this.box.setAttribute("aria-label", name);
  }

  grab(event) {
    event.stopPropagation();
    const before = this.place;
    const resizes = event.target === this.corner;
    this.sheet.follow(event, this.box, (right, down) => {
      this.place = resizes
        ? { ...before, width: before.width + right, height: before.height + down }
        : moved(before, right, down);
    });
  }

  press(event) {
    const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const [right, down] = way[event.key] ?? [0, 0];
    if (event.key === "Delete" || event.key === "Backspace") this.remove();
    else if (event.key === "Enter") this.inputs[0].focus();
    else if (!right && !down) return;
    else if (event.shiftKey) {
      const part = this.place;
      this.place = { ...part, width: part.width + right, height: part.height + down };
    } else this.place = moved(this.place, right, down);
    event.preventDefault();
  }

  remove() {
    for (const input of this.inputs) input.value = "";
    this.row.hidden = true;
    this.box.remove();
    this.sheet.parts.delete(this);
    this.sheet.adds.focus();
  }
}

class Sheet {
  constructor(root) {
    this.root = root;
    this.frame = root.querySelector("[data-cover-frame]");
    this.adds = root.querySelector("[data-cover-add]");
    this.parts = new Set();
    this.adds.hidden = false;
    root.querySelector("[data-cover-help]").hidden = false;
    this.frame.classList.add("is-ready");
    for (const [index, row] of this.rows.entries()) {
      row.dataset.number = String(index + 1);
      row.hidden = !row.querySelector("input").value;
      if (!row.hidden) this.parts.add(new Part(this, row));
    }
    this.adds.addEventListener("click", () => this.add({ left: 40, top: 40, width: 20, height: 20 }).box.focus());
    this.frame.addEventListener("pointerdown", (event) => this.begin(event));
    root.addEventListener("click", (event) => {
      if (!event.target.matches("[data-cover-remove]")) return;
      const row = event.target.closest("[data-cover-row]");
      [...this.parts].find((part) => part.row === row)?.remove();
    });
  }

  get rows() {
    return [...this.root.querySelectorAll("[data-cover-row]")];
  }

  /** Return a part in the first free row; a further row is made where all are taken. */
  add(place) {
    const row = this.rows.find((each) => each.hidden) ?? this.another();
    const part = new Part(this, row);
    part.place = place;
    this.parts.add(part);
    return part;
  }

  another() {
    const last = this.rows.at(-1);
    const row = last.cloneNode(true);
    row.dataset.number = String(this.rows.length + 1);
    row.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+/, row.dataset.number));
    last.after(row);
    return row;
  }

  /** Where the pointer is, in percent of the photo. */
  at(event) {
    const edges = this.frame.getBoundingClientRect();
    return [
      within(((event.clientX - edges.left) / edges.width) * 100, 0, 100),
      within(((event.clientY - edges.top) / edges.height) * 100, 0, 100),
    ];
  }

  begin(event) {
    if (event.button !== 0) return;
    const [x, y] = this.at(event);
    const part = this.add({ left: x, top: y, width: LEAST, height: LEAST });
    this.follow(event, part.box, (right, down) => {
      part.place = {
        left: right < 0 ? x + right : x,
        top: down < 0 ? y + down : y,
        width: Math.abs(right),
        height: Math.abs(down),
      };
    });
  }

  /** Call ``turn`` with how far the pointer has gone, in percent, until it is let go. */
  follow(event, box, turn) {
    event.preventDefault();
    const [x, y] = this.at(event);
    const move = (next) => {
      const [nowX, nowY] = this.at(next);
      turn(nowX - x, nowY - y);
    };
    const end = () => {
      this.frame.removeEventListener("pointermove", move);
      this.frame.removeEventListener("pointerup", end);
      this.frame.removeEventListener("pointercancel", end);
      box.focus();
    };
    this.frame.setPointerCapture(event.pointerId);
    this.frame.addEventListener("pointermove", move);
    this.frame.addEventListener("pointerup", end);
    this.frame.addEventListener("pointercancel", end);
  }
}

for (const root of document.querySelectorAll("[data-cover]")) new Sheet(root);
