// A field that holds only so much does not cut what is pasted into it: all of it stays, a line above it says how much is
// too much, and the form waits until it is shorter. What is typed stops at the limit, as one sees.

const words = (has, most) => document.getElementById("words-too-long").content.textContent.trim()
  .replace("{has}", has.toLocaleString(document.documentElement.lang)).replace("{most}", most.toLocaleString(document.documentElement.lang));

function tell(field) {
  const most = Number(field.dataset.most);
  const over = field.value.length > most;
  const said = over ? words(field.value.length, most) : "";
  field.setCustomValidity(said);
  let note = field.parentElement.querySelector(":scope > [data-too-long]");
  if (!note && over) {
    note = Object.assign(document.createElement("p"), { className: "field-error", role: "alert" });
    note.dataset.tooLong = "";
    field.before(note);
  }
  if (note) note.textContent = said;
  if (!over) {
    note?.remove();
    field.maxLength = most;
    delete field.dataset.most;
  }
}

document.addEventListener("beforeinput", (event) => {
  const field = event.target;
  if (!(field.maxLength > 0) || !event.inputType.startsWith("insertFrom")) return;
  const coming = event.data ?? event.dataTransfer?.getData("text") ?? "";
  if (field.value.length - (field.selectionEnd - field.selectionStart) + coming.length <= field.maxLength) return;
  field.dataset.most = field.maxLength;
  field.removeAttribute("maxlength");
});
document.addEventListener("input", (event) => event.target.dataset?.most && tell(event.target));
document.addEventListener("reset", (event) => setTimeout(() => event.target.querySelectorAll("[data-most]").forEach(tell)));
