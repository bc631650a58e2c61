// Toasts come from the server. They leave by themselves, but wait while one looks at them or may undo.

const stay = { plain: 5000, undo: 12000 };

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  const time = toast.querySelector("form") ? stay.undo : stay.plain;
  let timer = setTimeout(() => toast.remove(), time);
  const wait = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => toast.remove(), time); };
  toast.addEventListener("pointerenter", wait);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusout", go);
  announce(toast.querySelector("[data-words]")?.textContent);
}

function announce(words) {
  const live = document.getElementById("live");
  if (live && words) live.textContent = words.trim().replace(/\s+/g, " ");
}

function say(template) {
  const copy = document.getElementById(template)?.content.cloneNode(true);
  const place = document.getElementById("toasts");
  if (!copy || !place) return;
  place.append(copy);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast")?.remove();
});

const place = document.getElementById("toasts");
if (place) {
  place.querySelectorAll(".toast").forEach(watch);
  new MutationObserver(() => place.querySelectorAll(".toast").forEach(watch)).observe(place, { childList: true });
}

// What htmx could not do is said in words that stand in the page already.
const cutOff = (event) => say(event.detail.kept ? "words-kept" : "words-offline");
document.addEventListener("htmx:sendError", cutOff);
document.addEventListener("htmx:timeout", cutOff);
document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.status === 429 ? "words-slow-down" : "words-failed"));

// A swapped part may say what changed for those who cannot see it change.
document.addEventListener("htmx:afterSettle", (event) => {
  const said = event.detail.elt.matches?.("[data-announce]") ? event.detail.elt : event.detail.elt.querySelector?.("[data-announce]");
  announce(said?.innerText || said?.textContent);
});
