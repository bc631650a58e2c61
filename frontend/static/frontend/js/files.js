// A file may be dropped on the box as well as chosen.

document.querySelectorAll(".drop").forEach((box) => {
  const input = box.querySelector("input[type=file]");
  const name = box.querySelector("[data-file-name]");
  const tooBig = box.querySelector("[data-too-big]");
  const show = () => {
    name.textContent = [...input.files].map((file) => file.name).join(", ");
    if (!tooBig) return;
    tooBig.hidden = ![...input.files].some((file) => file.size > Number(input.dataset.most));
    input.setCustomValidity(tooBig.hidden ? "" : tooBig.textContent.trim());
  };
  ["dragenter", "dragover"].forEach((kind) => box.addEventListener(kind, (event) => {
    event.preventDefault();
    box.dataset.over = "";
  }));
  ["dragleave", "drop"].forEach((kind) => box.addEventListener(kind, () => delete box.dataset.over));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) input.files = event.dataTransfer.files;
    show();
  });
  input.addEventListener("change", show);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const words = source.value ?? source.textContent;
  const done = () => { button.querySelector("[data-words]").textContent = button.dataset.copied; };
  navigator.clipboard?.writeText(words.trim()).then(done, () => source.select?.());
});
