/* On a wide screen a dossier opens beside its list; anywhere else the link simply leads to its page. */
"use strict";
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-beside]");
  const wide = matchMedia("(min-width: 64rem)").matches;
  if (!link || !wide || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  htmx.ajax("GET", link.href, { target: "#detail", swap: "innerHTML" });
});
