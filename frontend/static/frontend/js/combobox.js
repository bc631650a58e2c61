// A box that finds: arrows walk the options, Enter takes the one at hand. Used by the palette and the quick log.

const options = (box) => [...box.querySelectorAll("[role=option]")];

function mark(box, to) {
  const input = box.querySelector("[role=combobox]");
  options(box).forEach((option) => option.setAttribute("aria-selected", String(option === to)));
  if (to) {
    input.setAttribute("aria-activedescendant", to.id);
    to.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-expanded", String(options(box).length > 0));
}

document.addEventListener("keydown", (event) => {
  const box = event.target.matches?.("[role=combobox]") ? event.target.closest("[data-combobox]") : null;
  if (!box || event.isComposing) return;
  const all = options(box);
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") mark(box, all[Math.min(all.length - 1, at + 1)]);
  else if (event.key === "ArrowUp") mark(box, all[Math.max(0, at - 1)]);
  else if (event.key === "Enter" && all.length > 0) (all[at] ?? all[0]).click();
  else return;
  event.preventDefault();
  event.stopPropagation();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const box = event.detail.elt.closest?.("[data-combobox]");
  if (box) mark(box, options(box)[0]);
});
