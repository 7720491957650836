// Comfort for browsers that can; every page works without this file.

const PHOTO_EDGE = 2048;
const PHOTO_QUALITY = 0.85;

/** The token that Django expects with every change, taken from the page's first form. */
function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

function followHtmx() {
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
  });
  document.body.addEventListener("htmx:sendError", () => showOffline(true));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    delete event.detail.elt.dataset.sent;
    if (event.detail.successful) document.querySelector("#notice")?.replaceChildren();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => enhance(event.target));
}

function showOffline(offline) {
  for (const notice of document.querySelectorAll("[data-offline]")) notice.hidden = !offline;
}

/** j and k move through a list marked data-keys, o opens; never while somebody types. */
function followKeys() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...document.querySelectorAll("[data-keys] .body > a")];
    const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
    const marked = links.findIndex((link) => link.hasAttribute("aria-current"));
    const from = here >= 0 ? here : marked;
    if (event.key === "j") links[Math.min(from + 1, links.length - 1)]?.focus();
    else if (event.key === "k") links[Math.max(from - 1, 0)]?.focus();
    else if (event.key === "o" && from >= 0) links[from].click();
    else return;
    event.preventDefault();
  });
}

/** Return the photo with its longer edge at most 2048 px, as JPEG, upright; as it was on failure. */
async function smaller(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = PHOTO_EDGE / Math.max(bitmap.width, bitmap.height);
    if (scale >= 1) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", PHOTO_QUALITY));
    return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
  } catch {
    return file;
  }
}

async function takePhotos(input) {
  const previews = document.getElementById(input.dataset.photos);
  const transfer = new DataTransfer();
  for (const file of input.files) transfer.items.add(await smaller(file));
  input.files = transfer.files;
  previews?.replaceChildren(...[...transfer.files].map(preview));
}

function preview(file) {
  const image = document.createElement("img");
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  return image;
}

const KEPT = "textarea[name], input[type=text][name], input[type=tel][name], select[name]";

/** Return what was kept under a name; nothing where the browser keeps nothing. */
function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(`linli-draft-${name}`)) ?? {};
  } catch {
    return {};
  }
}

function remember(name, values) {
  try {
    localStorage.setItem(`linli-draft-${name}`, JSON.stringify(values));
  } catch {
    // A browser that keeps nothing (private mode, full disk) still sends the form.
  }
}

/** What is typed into a form marked data-draft outlives a lost connection or a closed page. */
function keepDraft(form) {
  const kept = recall(form.dataset.draft);
  for (const input of form.querySelectorAll(KEPT)) {
    if (!input.value && kept[input.name]) input.value = kept[input.name];
  }
  form.addEventListener("input", () => {
    const values = [...form.querySelectorAll(KEPT)].map((input) => [input.name, input.value]);
    remember(form.dataset.draft, Object.fromEntries(values));
  });
}

/** Hold a form back from being sent twice; it opens again when the page is shown again. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}

function offerMap(frame) {
  const button = frame.querySelector("[data-map-open]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { open } = await import(frame.dataset.module);
      await open(frame);
      button.hidden = true;
    } catch {
      button.hidden = true;
      frame.querySelector("[data-map-canvas]").hidden = true;
      frame.querySelector("[data-map-failed]").hidden = false;
    }
  });
}

/** Offer the device's own position where the browser allows it (HTTPS only); never needed. */
function offerPosition(button) {
  if (!window.isSecureContext || !navigator.geolocation) return;
  const inputs = button.dataset.locate.split(" ").map((id) => document.getElementById(id));
  const take = ({ coords }) => {
    [coords.longitude, coords.latitude].forEach((degrees, axis) => {
      inputs[axis].value = degrees.toFixed(6);
    });
    button.form.requestSubmit();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    const giveUp = () => { button.hidden = true; };
    navigator.geolocation.getCurrentPosition(take, giveUp, { enableHighAccuracy: true, timeout: 10_000 });
  });
}

/** On a telephone the ways of a desk are moved sideways; show the one that is open. */
function showWay() {
  const here = document.querySelector(".desk-head nav [aria-current]");
  const line = here?.closest("ul");
  if (line) line.scrollLeft = here.offsetLeft - line.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
}

/** Give a part of the page its comfort; called for the whole page and for each swapped part. */
function enhance(part) {
  for (const input of part.querySelectorAll("input[type=file][data-photos]")) {
    input.addEventListener("change", () => takePhotos(input));
  }
  for (const form of part.querySelectorAll("form[data-draft]")) keepDraft(form);
  for (const form of part.querySelectorAll("form[data-once]")) sendOnce(form);
  for (const mark of part.querySelectorAll("[data-draft-done]")) {
    remember(mark.dataset.draftDone, {});
  }
  for (const frame of part.querySelectorAll("[data-map]")) offerMap(frame);
  for (const button of part.querySelectorAll("[data-locate]")) offerPosition(button);
  for (const button of part.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

followHtmx();
followKeys();
showWay();
enhance(document);
window.addEventListener("offline", () => showOffline(true));
window.addEventListener("online", () => showOffline(false));
