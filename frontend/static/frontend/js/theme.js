// Light, dark or as the system says: a cookie, so that the server paints the first frame right.

document.addEventListener("change", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (!choice) return;
  const theme = choice.value;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
});
