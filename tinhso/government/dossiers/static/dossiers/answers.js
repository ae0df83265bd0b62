// While a change is on its way to draw new questions, the person goes on answering: what was entered since
// the request left is put back into the questions that came with the answer, and so is the place of the cursor.
"use strict";
(() => {
  let since = null;
  const remember = (event) => {
    const control = event.target;
    if (since && control.name) since.set(`${control.name}\n${isPick(control) ? control.value : ""}`, control);
  };
  const isPick = (control) => control.type === "radio" || control.type === "checkbox";
  document.addEventListener("input", remember);
  document.addEventListener("change", remember);
  document.addEventListener("htmx:beforeSend", (event) => {
    if (event.target.closest("#questions")) since = new Map();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!since || event.detail.target.id !== "questions") return;
    since.focused = document.activeElement?.id;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!since) return;
    for (const entered of since.values()) {
      const now = [...document.getElementsByName(entered.name)];
      if (isPick(entered)) now.filter((one) => one.value === entered.value).forEach((one) => { one.checked = entered.checked; });
      else now.filter((one) => one !== entered && one.type !== "file").forEach((one) => { one.value = entered.value; });
    }
    if (since.focused) document.getElementById(since.focused)?.focus({ preventScroll: true });
    since = null;
  });
})();
