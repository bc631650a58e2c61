// Buttons and links with data-dialog="id" open that <dialog>; data-close shuts it; so does a click on the veil, and Esc.
// A form that stands in data-fetch is fetched when its dialog opens, from the link that opened it if it was one.

function open(dialog) {
  document.querySelectorAll("dialog[open]").forEach((other) => other.close());
  dialog.showModal();
  dialog.querySelector("[autofocus]")?.select?.();
  dialog.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
}

async function fetchForm(dialog, from) {
  const place = dialog.querySelector("[data-fetch]");
  if (!place) return;
  await window.htmx.ajax("GET", from ?? place.dataset.fetch, { target: place, swap: "innerHTML" });
  place.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog) return; // a link that carries data-dialog leads to the same form on a page of its own
    event.preventDefault();
    open(dialog);
    fetchForm(dialog, opener.getAttribute("href"));
    return;
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  else if (event.target.matches("dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});

// A menu shuts when one looks elsewhere.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
