// In the inbox and among the voices a row that is done with leaves, and the mark goes on to the next one.
// Undo in a toast brings it back to its place, without loading the page anew.

const list = () => document.querySelector("[data-inbox]");
const rows = () => [...list().querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length > 0);
let left = "";

function mark(row) {
  rows().forEach((other) => other.removeAttribute("data-at"));
  if (!row) return;
  row.setAttribute("data-at", "");
  (row.querySelector("[data-open]") ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function after(id) {
  const gone = document.getElementById(id);
  if (gone?.hasAttribute("data-row")) return gone;
  const below = rows().find((row) => gone && gone.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
  return below ?? rows().at(-1);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target?.closest?.("[data-inbox] [data-row]");
  if (row) left = row.id;
});
// At once, for the next key may come before all has settled; settling takes the mark off what was put in place.
document.addEventListener("htmx:afterSwap", () => {
  if (left && list()) mark(after(left));
});
document.addEventListener("htmx:afterSettle", () => {
  if (!left || !list()) return;
  const id = left;
  left = "";
  if (!rows().some((row) => row.hasAttribute("data-at"))) mark(after(id));
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const id = event.detail.target?.id;
  if (list() && id && document.getElementById(id)?.matches("[data-inbox] [data-row]")) left = id;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const toast = form.closest(".toast");
  if (!toast || !list() || !form.getAttribute("action").startsWith("/listening/")) return;
  event.preventDefault();
  toast.hidden = true;
  window.htmx.ajax("POST", form.getAttribute("action"), { source: form, swap: "none" }).then(() => {
    toast.remove();
    if (left) mark(document.getElementById(left));
    left = "";
  });
}, true);
