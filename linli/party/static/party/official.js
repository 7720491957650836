// The last block of a long paper (版记, GB/T 9704-2012, 7.4) belongs at the foot of its last page,
// and that page is an even one where a sheet is printed on both sides. How many pages a paper
// has only its print knows; columns as high as a page break it in the same places.

const COLUMN = (156 * 96) / 25.4;

/** Return how many pages the paper fills, its last block included. */
function pagesOf(sheet) {
  sheet.classList.add("measured");
  const style = getComputedStyle(sheet);
  const wide = sheet.scrollWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  sheet.classList.remove("measured");
  return Math.max(1, Math.round(wide / COLUMN));
}

/** Let the paper end with an even page where it has more than one. */
function fill(sheet) {
  if (window.matchMedia("screen and (max-width: 800px)").matches) return;
  const pages = pagesOf(sheet);
  const sides = pages > 1 ? pages + (pages % 2) : 1;
  sheet.dataset.pages = sides;
  sheet.style.setProperty("--pages", sides);
}

for (const sheet of document.querySelectorAll(".official")) {
  fill(sheet);
  window.addEventListener("beforeprint", () => fill(sheet));
}
