// Keeps the shell of the app for when there is no network: styles, scripts, event mode. Nothing of the book is kept.
const { shell, version, eventPage, offline } = JSON.parse({{ given }});
const files = `shell-${version}`;
const pages = "pages"; // emptied when somebody signs out or another signs in, see app.js

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(files).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("shell-") && name !== files);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
  event.waitUntil(self.registration.navigationPreload?.enable());
});

async function page({ request, preloadResponse }) {
  const path = new URL(request.url).pathname;
  try {
    const answer = (await preloadResponse) ?? (await fetch(request));
    if (path === eventPage && answer.ok && !answer.redirected) (await caches.open(pages)).put(eventPage, answer.clone());
    return answer;
  } catch (error) {
    return (path === eventPage && (await caches.match(eventPage))) || (await caches.match(offline)) || Promise.reject(error);
  }
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (shell.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreSearch: true })) ?? Response.error()));
  }
});
