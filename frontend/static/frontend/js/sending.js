// Enter sends where data-submit-on-enter says so (Shift Enter makes a line); mod+Enter sends any form.
// A form that is on its way cannot be sent a second time.

const sentFrom = `sent-from:${location.pathname}`;

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form");
  if (event.key !== "Enter" || !form || event.isComposing) return;
  const box = event.target.matches("textarea");
  if (box && !(event.metaKey || event.ctrlKey) && (event.shiftKey || !event.target.hasAttribute("data-submit-on-enter"))) return;
  if (!box && !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.hasAttribute("hx-post") || form.method === "get" || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  sessionStorage.setItem(sentFrom, "yes");
  form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
});

// Back from the next page: the form may be sent again, but not what was sent already. The browser fills it in once more;
// it is emptied to what the page itself says, unless a draft is kept, for then it was not taken.
window.addEventListener("pageshow", (event) => {
  const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (!back) sessionStorage.removeItem(sentFrom); // it was answered by this page, with what was typed in it
  else if (sessionStorage.getItem(sentFrom)) {
    document.querySelectorAll("form[method=post]").forEach((form) => {
      if (!form.dataset.draft || !localStorage.getItem(`draft:${form.dataset.draft}`)) form.reset();
    });
  }
  document.querySelectorAll("form[data-sending]").forEach((form) => {
    delete form.dataset.sending;
    form.querySelectorAll("button[type=submit]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// Filters work at once; without this script their button does it.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send-on-change]")) event.target.form.requestSubmit();
});
