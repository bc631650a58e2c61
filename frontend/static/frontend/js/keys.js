// One key, one visible control: a key presses the element that carries it in data-key ("l", "g t", "mod+k").
// Lists marked data-list move with j and k, select with x and open with Enter.

if (/mac|iphone|ipad/i.test(navigator.userAgent)) {
  document.querySelectorAll("[data-mod]").forEach((key) => (key.textContent = key.dataset.mod));
}

// A row of tabs wider than the window begins with the one that is shown.
document.querySelectorAll('.tabs [aria-current="page"]').forEach((tab) => tab.scrollIntoView({ block: "nearest", inline: "center" }));

const pause = 900; // milliseconds in which the second key of a pair must come
let first = "";
let timer = 0;

const typing = (target) =>
  target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName) && !/^(checkbox|radio|button|submit)$/i.test(target.type);

const visible = (element) => element.getClientRects().length > 0 && !element.disabled;

// Inside an open dialog only that dialog's keys count.
const scope = () => document.querySelector("dialog[open]") ?? document;

function press(key) {
  const carrying = `[data-key="${CSS.escape(key)}"]`;
  // Finding goes from every page, also from one so narrow that its button is in a sheet.
  // In a list each row may carry the key: it is the row one is at that counts, and no other.
  const at = scope().querySelector("[data-row][data-at]");
  const elsewhere = [...scope().querySelectorAll(carrying)].filter((element) => !at || !element.closest("[data-row]"));
  const found = [...(at?.querySelectorAll(carrying) ?? []), ...elsewhere].find((element) => visible(element) || key === "mod+k");
  if (!found) return false;
  if (found.matches("input, textarea, select")) found.focus();
  else found.click();
  return true;
}

function move(step) {
  const rows = [...scope().querySelectorAll("[data-list] [data-row]")].filter(visible);
  if (rows.length === 0) return false;
  const at = rows.findIndex((row) => row.hasAttribute("data-at"));
  const to = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  rows.forEach((row) => row.removeAttribute("data-at"));
  to.setAttribute("data-at", "");
  (to.querySelector("[data-open]") ?? to).focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
  return true;
}

function select() {
  const box = document.querySelector("[data-row][data-at] input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

function pressed(event) {
  const key = event.key;
  if ((event.metaKey || event.ctrlKey) && key.toLowerCase() === "k") return press("mod+k");
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return false;
  const pair = first ? `${first} ${key}` : "";
  first = "";
  if (pair && press(pair)) return true;
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (key === "x") return select();
  if (key === "g") {
    first = "g";
    clearTimeout(timer);
    timer = setTimeout(() => { first = ""; }, pause);
    return false;
  }
  return key.length === 1 && key !== " " && press(key);
}

// Esc in a form that stands in the page presses its way out.
function escaped(event) {
  if (event.key !== "Escape") return false;
  const way = event.target.closest?.("form")?.querySelector("[data-escape]");
  way?.click();
  return Boolean(way);
}

document.addEventListener("keydown", (event) => {
  if (!event.isComposing && (escaped(event) || pressed(event))) event.preventDefault();
});

// What was put in place of something that had the focus takes it over.
document.addEventListener("htmx:load", (event) => {
  const put = event.detail.elt;
  if (put.matches?.("form[data-inline]")) put.querySelector(".input")?.focus();
  else if (put.matches?.("[data-inline]") && document.activeElement === document.body) put.querySelector("a, button")?.focus();
});
