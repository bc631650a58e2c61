// Fills the form with what the bookmark handed over behind the #.
const form = document.querySelector("[data-capture]");
const handed = new URLSearchParams(location.hash.slice(1));
if (form && handed.has("url")) {
  for (const [name, value] of handed) {
    const field = form.elements.namedItem(name);
    if (field && !field.value) field.value = value;
  }
  history.replaceState(null, "", location.pathname + location.search);
  form.querySelector("[type=submit]").focus();
}
