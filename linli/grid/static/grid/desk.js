// Comfort of the desk; every page works without this file.

/** Mark the line of the case that was opened, without drawing the list again. */
function markOpened(event) {
  const link = event.target.closest(".items .body > a");
  if (!link) return;
  for (const other of document.querySelectorAll(".items [aria-current]")) {
    other.removeAttribute("aria-current");
  }
  link.setAttribute("aria-current", "true");
}

/** Count down how long a step can still be taken back, then take the offer away. */
function countDown(mark) {
  let seconds = Number.parseInt(mark.dataset.undo, 10);
  const shown = mark.querySelector("[data-seconds]");
  const timer = setInterval(() => {
    seconds -= 1;
    if (shown) shown.textContent = String(Math.max(seconds, 0));
    if (seconds > 0 && mark.isConnected) return;
    clearInterval(timer);
    mark.remove();
  }, 1000);
}

function checkAll(event) {
  if (!event.target.matches("[data-check-all]")) return;
  for (const box of document.querySelectorAll("input[name=case]")) {
    box.checked = event.target.checked;
  }
}

function enhance(part) {
  for (const mark of part.querySelectorAll("[data-undo]")) countDown(mark);
  for (const box of part.querySelectorAll(".check-all[hidden]")) box.hidden = false;
}

/** What had the focus went away with the part that was swapped: go on at the case's title. */
function keepPlace() {
  if (document.activeElement !== document.body) return;
  const title = document.querySelector("#case-title");
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}

document.addEventListener("click", markOpened);
document.addEventListener("change", checkAll);
document.body.addEventListener("htmx:afterSettle", () => {
  enhance(document.querySelector("#case"));
  keepPlace();
});
enhance(document);
