// A form marked data-draft="key" never loses what was typed: it is kept in this browser until it was sent.
// The key names the person signed in, and signing out clears all.

const prefix = "draft:";
const sent = "draft-sent";

const fields = (form) => [...form.querySelectorAll("input[type=text], input:not([type]), input[type=search], input[type=url], input[type=date], textarea, select")]
  .filter((field) => field.name && !field.name.startsWith("csrf") && !field.hasAttribute("data-no-draft"));

const name = (form) => prefix + form.dataset.draft;

function keep(form) {
  const typed = Object.fromEntries(fields(form).filter((f) => f.value !== f.defaultValue || f.tagName === "SELECT").map((f) => [f.name, f.value]));
  const anything = fields(form).some((f) => f.tagName !== "SELECT" && f.value.trim() && f.value !== f.defaultValue);
  try {
    if (anything) form.dispatchEvent(new CustomEvent("keeping", { detail: typed })); // what is no field adds itself
    if (anything) localStorage.setItem(name(form), JSON.stringify(typed));
    else localStorage.removeItem(name(form));
  } catch { /* a full or forbidden store must not stop anybody from typing */ }
}

function bring(form) {
  let typed = null;
  try { typed = JSON.parse(localStorage.getItem(name(form))); } catch { /* unreadable: as if there were none */ }
  if (!typed) return;
  let changed = false;
  fields(form).forEach((field) => {
    const value = typed[field.name];
    if (value === undefined || field.value === value || (field.tagName !== "SELECT" && field.value !== field.defaultValue)) return;
    field.value = value;
    changed = true;
  });
  const note = form.querySelector("[data-draft-note]");
  if (changed && note) note.hidden = false;
  if (changed) form.dispatchEvent(new CustomEvent("restored", { bubbles: true, detail: typed }));
}

function forget(form) {
  localStorage.removeItem(name(form));
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = true;
}

function start(root) {
  const forms = root.matches?.("form[data-draft]") ? [root] : [...(root.querySelectorAll?.("form[data-draft]") ?? [])];
  forms.forEach(bring);
}

// It was taken if the answer is another page, and not one that says it was not (signing in, a fault).
const last = sessionStorage.getItem(sent);
sessionStorage.removeItem(sent);
const stillThere = last && document.querySelector(`form[data-draft="${CSS.escape(last)}"]`);
if (last && !stillThere && !document.querySelector("[data-not-sent]")) localStorage.removeItem(prefix + last);
start(document);

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (form) keep(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-forget-drafts]")) {
    Object.keys(localStorage).filter((key) => key.startsWith(prefix)).forEach((key) => localStorage.removeItem(key));
  } else if (form.dataset.draft && !form.hasAttribute("hx-post")) sessionStorage.setItem(sent, form.dataset.draft);
});
document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-draft-drop]")?.closest("form");
  if (!form) return;
  forget(form);
  form.reset();
  form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  const answer = event.detail.xhr;
  if (!form.matches?.("form[data-draft]") || event.detail.requestConfig.verb !== "post" || answer.status === 0) return;
  if (answer.status < 300 && !answer.getResponseHeader("HX-Redirect")) forget(form); // else it leads to signing in
});
document.addEventListener("kept", (event) => forget(event.target)); // it waits in the outbox
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
