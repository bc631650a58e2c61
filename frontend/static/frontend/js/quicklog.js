// The quick log: pick people, one key for what happened, a line, Enter.

import { freshKey, put } from "./outbox.js";

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
  // A comma ends a name: on to the next one.
  if (event.target === who() && event.key === "," && found().querySelector("[data-pick]")) {
    event.preventDefault();
    (found().querySelector("[aria-selected=true][data-pick]") ?? found().querySelector("[data-pick]")).click();
  }
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
  const pressed = event.target.closest("[data-dialog=log]");
  if (!pressed || !dialog) return;
  // On a page about one person, whichever way it is opened.
  const about = [...document.querySelectorAll("#page .page-head [data-dialog=log][data-who]")];
  const opener = !pressed.dataset.who && about.length === 1 && picked().children.length === 0 ? about[0] : pressed;
  if (opener.dataset.who && !picked().querySelector(`input[value="${CSS.escape(opener.dataset.who)}"]`)) {
    picked().replaceChildren();
    pick(opener.dataset.who, opener.dataset.label);
  }
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
  quickLogs().forEach((form) => delete form.dataset.key);
});

// A link pasted where the line goes tells with whom: its writer's name turns up above, and is picked if it is one.
dialog?.addEventListener("paste", (event) => {
  const link = event.clipboardData?.getData("text").match(/https?:\/\/\S+/)?.[0];
  if (!link || event.target.name !== "text" || picked().children.length > 0) return;
  who().value = link.slice(0, 200);
  window.htmx.ajax("GET", `${who().getAttribute("hx-get")}?q=${encodeURIComponent(link)}`, { target: found() }).then(() => {
    const options = found().querySelectorAll("[data-pick]");
    if (options.length === 1) pick(options[0].dataset.pick, options[0].dataset.label);
    clearFound();
  });
});

// What is no field of the form belongs to its draft, too: with whom, and what happened.
const form = dialog?.querySelector("form");
form?.addEventListener("keeping", (event) => {
  event.detail.people = [...picked().children].map((chip) => [chip.querySelector("input").value, chip.querySelector("[data-label]").textContent]);
  event.detail.happened = form.elements.kind.value;
});
form?.addEventListener("restored", (event) => {
  event.detail?.people?.forEach(([id, label]) => pick(id, label));
  if (event.detail?.happened) form.elements.kind.value = event.detail.happened;
});

// An answer that comes after its question was settled is not shown.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (dialog && event.detail.target === found() && !who().value.trim()) event.detail.shouldSwap = false;
});

// Each log carries a key, so that a second Enter, or a second try after the network broke, logs nothing twice.
const quickLogs = () => document.querySelectorAll("[data-quick-log]");
const isQuickLog = (event) => event.target.matches?.("[data-quick-log]");

document.addEventListener("htmx:configRequest", (event) => {
  if (!isQuickLog(event) || event.detail.verb !== "post") return;
  event.target.dataset.key ||= freshKey();
  event.detail.parameters.key = event.target.dataset.key;
  event.detail.parameters.typed_at = new Date().toISOString();
});

// No network: it waits in the outbox, and the form is free for the next.
function keepForLater(event) {
  if (!isQuickLog(event)) return;
  const form = event.target;
  const fields = [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "q"].includes(name));
  const names = form === dialog?.querySelector("form") ? [...picked().children].map((chip) => chip.querySelector("[data-label]").textContent) : [form.dataset.label];
  const key = form.dataset.key ?? freshKey();
  put({ to: form.getAttribute("action"), key, label: [...names, form.elements.text.value.slice(0, 80)].join(" · "), fields: [...fields, ["key", key], ["typed_at", new Date().toISOString()]] });
  event.detail.kept = true;
  delete form.dataset.key;
  form.reset();
  form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  if (!dialog?.contains(form)) return;
  empty();
  dialog.close();
}
document.addEventListener("htmx:sendError", keepForLater, true);
document.addEventListener("htmx:timeout", keepForLater, true);

// What waited is sent: say what it changed, and let the page show it.
document.addEventListener("delivered", (event) => {
  if (!event.detail.letter.to.endsWith("/log/") || event.detail.letter.to.includes("event")) return;
  const template = document.getElementById("words-kept").content.cloneNode(true);
  template.querySelector("[data-words]").textContent = event.detail.told.join(" ");
  document.getElementById("toasts").append(template);
  window.htmx.trigger(document.body, "logged");
});
