// Fills the form with what was handed over behind the #; one that is only there to be sent is sent.
const form = document.querySelector("[data-capture]");
const handed = new URLSearchParams(location.hash.slice(1));
if (form && handed.has("url")) {
  for (const [name, value] of handed) {
    const field = form.elements.namedItem(name);
    if (field && !field.value) field.value = value;
  }
  history.replaceState(null, "", location.pathname + location.search);
  if ("send" in form.dataset) form.requestSubmit();
  else form.querySelector("[type=submit]").focus();
}
