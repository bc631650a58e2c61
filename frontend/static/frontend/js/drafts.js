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
  if (changed) form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
}

function forget(form) {
  localStorage.removeItem(name(form));
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = true;
}

function start(root) {
  const forms = root.matches?.("form[data-draft]") ? [root] : [...(root.querySelectorAll?.("form[data-draft]") ?? [])];
  forms.forEach((form) => {
    // The last sending came back with mistakes if the same form is here again and says so: then keep.
    if (sessionStorage.getItem(sent) === form.dataset.draft && !form.querySelector("[aria-invalid=true]") && !form.hasAttribute("data-refused")) forget(form);
    else bring(form);
  });
}

const last = sessionStorage.getItem(sent);
if (last && !document.querySelector("form[data-draft]") && !document.querySelector("[data-sign-in]")) {
  localStorage.removeItem(prefix + last); // sent, and the answer was another page
}
start(document);
if (!document.querySelector("[data-sign-in]")) sessionStorage.removeItem(sent);

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
  if (form.matches?.("form[data-draft]") && event.detail.requestConfig.verb === "post" && event.detail.xhr.status < 300) forget(form);
});
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
