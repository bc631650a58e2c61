// Event mode: the evening is said once, then a name, an outlet, a line and Enter for each.
import { freshKey, post, put, send, takeOut, waiting } from "./outbox.js";

const once = document.querySelector("[data-event-once]");
const each = document.querySelector("[data-event-each]");
const list = document.querySelector("[data-event-met]");
const kept = `event:${document.body.dataset.me}`;
const to = each.getAttribute("action");

const values = (form) => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "key");

function remember() {
  try { localStorage.setItem(kept, JSON.stringify(Object.fromEntries(values(once)))); } catch { /* typed again next time */ }
}
try {
  for (const [name, value] of Object.entries(JSON.parse(localStorage.getItem(kept)) ?? {})) once.elements[name].value ||= value;
  once.closest("details").open = !once.elements.event.value; // said already: out of the way
} catch { /* nothing was kept */ }
once.addEventListener("input", remember);
once.addEventListener("submit", (event) => {
  event.preventDefault();
  each.elements.name.focus();
});

function row(key, label) {
  const made = document.getElementById("met-template").content.firstElementChild.cloneNode(true);
  made.dataset.letter = key;
  made.querySelector("[data-label]").textContent = label;
  list.prepend(made);
  return made;
}

function state(line, words, tone) {
  line.dataset.state = tone;
  line.querySelector("[data-state-words]").textContent = words;
}

const find = (key) => list.querySelector(`[data-letter="${CSS.escape(key)}"]`);

function draw(letters) {
  for (const letter of letters.filter((one) => one.to === to)) {
    const line = find(letter.key) ?? row(letter.key, letter.label);
    state(line, letter.refused ? letter.refused.join(" ") : list.dataset.waits, letter.refused ? "refused" : "waits");
    line.querySelector("[data-mend]").hidden = !letter.refused;
  }
}

each.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!once.reportValidity() || !each.reportValidity()) return;
  const fields = [...values(once), ...values(each), ["key", freshKey()], ["typed_at", new Date().toISOString()]];
  const given = Object.fromEntries(fields);
  put({ to, fields, key: given.key, label: [given.name, given.organization, given.text].filter(Boolean).join(" · ") });
  each.reset();
  each.elements.name.focus();
}, true);

document.addEventListener("outbox", (event) => draw(event.detail));
document.addEventListener("delivered", (event) => {
  const { letter, told, undo, to: where } = event.detail;
  if (letter.to !== to) return;
  const line = find(letter.key) ?? row(letter.key, letter.label);
  state(line, told.join(" "), "sent");
  line.querySelector("[data-mend]").hidden = true;
  const link = line.querySelector("[data-to]");
  if (where) { link.href = where; link.hidden = false; }
  const back = line.querySelector("[data-take-back]");
  if (undo) { back.dataset.takeBack = undo; back.hidden = false; }
  document.getElementById("live").textContent = told.join(" ");
});

list.addEventListener("click", async (event) => {
  const line = event.target.closest("[data-letter]");
  const back = event.target.closest("[data-take-back]");
  if (back) {
    const answer = await post(back.dataset.takeBack, []).catch(() => null);
    if (!answer || answer.status !== 200) return state(line, answer?.refused?.join(" ") ?? list.dataset.later, "sent");
    line.remove();
    return each.elements.name.focus();
  }
  if (!event.target.closest("[data-mend]")) return;
  const letter = waiting().find((one) => one.key === line.dataset.letter);
  for (const [name, value] of letter?.fields ?? []) if (each.elements[name] && name !== "key") each.elements[name].value = value;
  takeOut(line.dataset.letter);
  line.remove();
  each.elements.name.focus();
});

draw(waiting());
send();
