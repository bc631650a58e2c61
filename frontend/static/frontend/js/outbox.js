// What could not be sent waits here, in this browser and for this person, and is sent when the network is back.
// Each letter carries a key, so that the server does it once however often it comes.

const me = document.body.dataset.me ?? "";
const store = `outbox:${me}`;
const again = 20000; // milliseconds between two tries while something waits

export const waiting = () => {
  try { return JSON.parse(localStorage.getItem(store)) ?? []; } catch { return []; }
};

export const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((part) => part.toString(16).padStart(2, "0")).join("");

function keep(letters) {
  if (letters.length) localStorage.setItem(store, JSON.stringify(letters));
  else localStorage.removeItem(store);
  show();
}

const change = (key, how) => keep(waiting().flatMap((letter) => letter.key === key ? how(letter) : [letter]));

// A letter: where to, the fields as pairs, a label for people, and its key.
export function put(letter) {
  keep([...waiting().filter((other) => other.key !== letter.key), letter]);
  send();
}

export const takeOut = (key) => change(key, () => []);

function show() {
  const letters = waiting();
  document.querySelectorAll("[data-outbox]").forEach((note) => {
    note.hidden = letters.length === 0;
    note.querySelector("[data-outbox-count]").textContent = letters.length;
    note.querySelector("[data-outbox-refused]").hidden = !letters.some((letter) => letter.refused);
    note.querySelector("[data-outbox-signed-out]").hidden = !letters.some((letter) => letter.signedOut);
  });
  document.dispatchEvent(new CustomEvent("outbox", { detail: letters }));
}

const token = () => decodeURIComponent(document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "");

export async function post(to, fields) {
  const headers = { "X-CSRFToken": token(), "X-Outbox": "1", Accept: "application/json" };
  const answer = await fetch(to, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual", signal: AbortSignal.timeout(20000) });
  const said = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};
  return { status: answer.status, ...said };
}

async function deliver(letter) {
  const answer = await post(letter.to, letter.fields);
  if (answer.status === 200) {
    takeOut(letter.key);
    document.dispatchEvent(new CustomEvent("delivered", { detail: { letter, ...answer } }));
    return true;
  }
  if (answer.status === 422) change(letter.key, () => [{ ...letter, refused: answer.refused }]);
  if (answer.status === 401 || answer.status === 403) change(letter.key, () => [{ ...letter, signedOut: true }]);
  return answer.status === 422; // anything else will not go better with the next one
}

async function sendAll() {
  for (const letter of waiting().filter((one) => !one.refused)) {
    try { if (!(await deliver(letter))) return; } catch { return; } // no network: later
  }
}

let under = Promise.resolve();
export function send() {
  if (!me) return under;
  // One tab at a time; where locks are unknown the server's key still holds.
  const work = () => navigator.locks ? navigator.locks.request(store, sendAll) : sendAll();
  under = under.then(work, work);
  return under;
}

window.addEventListener("online", send);
window.addEventListener("storage", (event) => event.key === store && show());
setInterval(() => { if (!document.hidden && waiting().length) send(); }, again);
document.addEventListener("click", (event) => event.target.closest("[data-outbox-send]") && send());
// A page that was shown again after signing in tries those that met a closed door.
keep(waiting().map((letter) => ({ ...letter, signedOut: undefined })));
send();
