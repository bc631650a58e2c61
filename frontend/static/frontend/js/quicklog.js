// The quick log: pick people, one key for what happened, a line, Enter.

const dialog = document.getElementById("log");

const who = () => dialog.querySelector("[role=combobox]");
const found = () => dialog.querySelector("[data-found]");
const picked = () => dialog.querySelector("[data-picked]");

function pick(id, label) {
  if (picked().querySelector(`input[value="${CSS.escape(id)}"]`)) return;
  const chip = document.getElementById("pick-template").content.cloneNode(true);
  chip.querySelector("[data-label]").textContent = label;
  const input = chip.querySelector("input");
  input.value = id;
  const out = chip.querySelector("button");
  out.setAttribute("aria-label", `${out.getAttribute("aria-label")} ${label}`);
  picked().append(chip);
  who().setCustomValidity("");
}

function clearFound() {
  found().replaceChildren();
  who().value = "";
  who().setAttribute("aria-expanded", "false");
}

function empty() {
  const form = dialog.querySelector("form");
  form.reset();
  picked().replaceChildren();
  clearFound();
}

dialog?.addEventListener("click", (event) => {
  const option = event.target.closest("[data-pick]");
  if (option) {
    pick(option.dataset.pick, option.dataset.label);
    clearFound();
    who().focus();
  }
  const out = event.target.closest("[data-unpick]");
  if (out) {
    out.closest("[data-chip]").remove();
    who().focus();
  }
});

dialog?.addEventListener("keydown", (event) => {
  if (event.target === who() && event.key === "Backspace" && !event.target.value) {
    picked().lastElementChild?.remove();
  }
  // An empty name box and Enter: on to what happened.
  if (event.target === who() && event.key === "Enter" && !event.target.value && picked().children.length > 0) {
    event.preventDefault();
    dialog.querySelector("[name=kind]:checked, [name=kind]").focus();
  }
  const group = event.target.closest?.("[data-kinds]");
  if (group && event.key.length === 1 && !event.metaKey && !event.ctrlKey && !event.altKey) {
    const radio = group.querySelector(`[data-letter="${CSS.escape(event.key.toLowerCase())}"]`);
    if (radio) {
      event.preventDefault();
      event.stopPropagation();
      radio.checked = true;
      dialog.querySelector("[name=text]").focus();
    }
  }
});

dialog?.addEventListener("submit", (event) => {
  if (picked().children.length > 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  who().setCustomValidity(who().dataset.missing);
  who().reportValidity();
}, true);
dialog?.addEventListener("input", (event) => event.target === who() && who().setCustomValidity(""));

// Opened from a contact's page or card, that person is already in.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog=log]");
  if (!opener || !dialog) return;
  if (opener.dataset.who) pick(opener.dataset.who, opener.dataset.label);
  if (opener.dataset.text) dialog.querySelector("[name=text]").value = `${opener.dataset.text}\n`;
  if (opener.dataset.kind) {
    const radio = dialog.querySelector(`[name=kind][value="${CSS.escape(opener.dataset.kind)}"]`);
    if (radio) radio.checked = true;
    setTimeout(() => dialog.querySelector("[name=text]").focus(), 0);
  }
});

document.addEventListener("logged", () => {
  empty();
  dialog.close();
});
