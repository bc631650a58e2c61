// The site as an app: its worker, and event mode kept for the one who is signed in.

const me = document.body.dataset.me;
const eventPage = document.body.dataset.event;

async function keepEventMode() {
  if (localStorage.getItem("me") !== me) await caches.delete("pages");
  localStorage.setItem("me", me);
  if (!(await caches.match(eventPage))) {
    const answer = await fetch(eventPage);
    if (!answer.ok || answer.redirected) return;
    await (await caches.open("pages")).put(eventPage, answer);
  }
  document.documentElement.dataset.offlineReady = "";
}

if (me && "serviceWorker" in navigator) {
  const quietly = () => {}; // without a worker everything but the phone's comfort is there
  const start = () => navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready).then(keepEventMode).catch(quietly);
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-forget-drafts]")) window.caches?.delete("pages");
});

// On a phone a row of tabs goes out of sight: the tab one is at stands in the middle of what is seen.
for (const tab of document.querySelectorAll('.tabs > [aria-current="page"]')) {
  const row = tab.parentElement;
  const [at, seen] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += at.left + at.width / 2 - seen.left - seen.width / 2;
}
