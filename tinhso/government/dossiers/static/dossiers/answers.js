// While a change is on its way to draw new questions, the person goes on answering: what was entered since
// the request left is put back into the questions that came with the answer, and the cursor into its place.
"use strict";
(() => {
  let since = null;
  let focused = "";
  const isPick = (control) => control.type === "radio" || control.type === "checkbox";
  const remember = ({ target: { name, value, checked, type } }) => {
    if (since && name && type !== "file") since.set(isPick({ type }) ? `${name}\n${value}` : name, { name, value, checked });
  };
  const isQuestions = (event) => event.detail.target.id === "questions";
  document.addEventListener("input", remember);
  document.addEventListener("change", remember);
  document.addEventListener("htmx:beforeSend", (event) => {
    if (isQuestions(event)) since = new Map();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isQuestions(event)) focused = document.activeElement?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const entered of since?.values() ?? []) {
      for (const control of document.getElementsByName(entered.name)) {
        if (!isPick(control)) control.value = entered.value;
        else if (control.value === entered.value) control.checked = entered.checked;
      }
    }
    if (since && focused) document.getElementById(focused)?.focus({ preventScroll: true });
    since = null;
  });
})();
