/* Comfort only: every page works without this file. No inline handlers; behaviour hangs on data- attributes. */
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (node) => node instanceof Element && node.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  /* The error summary takes the focus, so that it is read first. */
  const focusSummary = (root) => root.querySelector("[data-focus]")?.focus();

  /* One press, one sending: a form that is on its way is not sent again. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  /* Dates: 21112026 becomes 21/11/2026 while typing forward. */
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-day]") || event.inputType?.startsWith("delete")) return;
    if (/^\d{2}$|^\d{2}\/\d{2}$/.test(box.value)) box.value += "/";
    else if (/^\d{8}$/.test(box.value)) box.value = box.value.replace(/(..)(..)(....)/, "$1/$2/$3");
  });

  /* Lists: j and k walk, Enter opens, / searches. */
  let at = -1;
  const rows = () => all("table[data-rows] tbody tr").filter((row) => row.querySelector("a[href]"));
  const walk = (step) => {
    const found = rows();
    if (!found.length) return;
    const here = found.findIndex((row) => row.contains(document.activeElement));
    at = Math.min(Math.max((here < 0 ? at : here) + step, 0), found.length - 1);
    found[at].querySelector("a[href]").focus();
    found[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all("[data-popover][open]").forEach((box) => { box.open = false; });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "/") {
      const box = document.querySelector("main input[type=search], input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("table[data-rows] tbody tr");
    if (row && event.target.closest("a[href]")) {
      all("tr[data-current]").forEach((other) => other.removeAttribute("data-current"));
      row.setAttribute("data-current", "");
    }
    all("[data-popover][open]").forEach((box) => { if (!box.contains(event.target)) box.open = false; });
    const printer = event.target.closest?.("[data-print]");
    if (printer) window.print();
  });

  /* A deadline's trace opens on hover and on focus as well as on a press. */
  for (const [kind, open] of [["mouseover", true], ["mouseout", false]]) {
    document.addEventListener(kind, (event) => {
      const box = event.target.closest?.("[data-popover]");
      if (!box || box.contains(event.relatedTarget) || box.contains(document.activeElement)) return;
      box.open = open;
    });
  }
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-popover] > summary:focus-visible")) event.target.parentElement.open = true;
  });
  document.addEventListener("focusout", (event) => {
    const box = event.target.closest?.("[data-popover]");
    if (box && !box.contains(event.relatedTarget)) box.open = false;
  });

  /* An open trace is laid over the page, so that a scrolling table cannot cut it off. */
  document.addEventListener("toggle", (event) => {
    const box = event.target, trace = box.open && box.matches?.("[data-popover]") ? box.querySelector(".trace") : null;
    if (!trace) return;
    const from = box.querySelector("summary").getBoundingClientRect();
    trace.style.position = "fixed";
    const left = Math.max(8, Math.min(from.left, innerWidth - trace.offsetWidth - 8));
    const below = from.bottom + 4;
    trace.style.left = `${left}px`;
    trace.style.top = `${below + trace.offsetHeight > innerHeight ? Math.max(8, from.top - trace.offsetHeight - 4) : below}px`;
  }, true);
  document.addEventListener("scroll", () => all("[data-popover][open]").forEach((box) => { box.open = false; }), { capture: true, passive: true });

  /* All or none of a column of boxes: <input type="checkbox" data-check-all="name">. */
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.checkAll;
    if (name) all(`input[type=checkbox][name="${CSS.escape(name)}"]:not(:disabled)`).forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches?.("[data-upload]")) list(event.target);
  });

  /* Uploads: files may be dropped on the frame; what was chosen is listed with its size. */
  const sized = (octets) => octets < 1024 ** 2 ? `${Math.max(1, Math.round(octets / 1024))} KB` : `${(octets / 1024 ** 2).toFixed(1).replace(".", ",")} MB`;
  const list = (input) => {
    const frame = input.closest(".upload");
    if (!frame) return;
    frame.querySelector(".upload-files")?.remove();
    const box = document.createElement("ul");
    box.className = "upload-files";
    for (const file of input.files) {
      const line = document.createElement("li"), name = document.createElement("span"), size = document.createElement("span");
      name.textContent = file.name;
      size.textContent = sized(file.size);
      size.className = "soft figures";
      line.append(name, size);
      box.append(line);
    }
    if (input.files.length) frame.append(box);
  };
  document.addEventListener("dragover", (event) => {
    const frame = event.target.closest?.(".upload");
    if (frame) { event.preventDefault(); frame.dataset.over = ""; }
  });
  document.addEventListener("dragleave", (event) => { delete event.target.closest?.(".upload")?.dataset.over; });
  document.addEventListener("drop", (event) => {
    const frame = event.target.closest?.(".upload"), input = frame?.querySelector("input[type=file]");
    if (!input) return;
    event.preventDefault();
    delete frame.dataset.over;
    input.files = event.dataTransfer.files;
    list(input);
  });

  /* While new questions are on their way, the person goes on answering: what was entered since the request left is
     put back into the questions that came ([data-answers]), and the cursor into its place. */
  let since = null, focused = "";
  const isPick = (control) => control.type === "radio" || control.type === "checkbox";
  const remember = ({ target: { name, value, checked, type } }) => {
    if (since && name && type !== "file") since.set(isPick({ type }) ? `${name}\n${value}` : name, { name, value, checked });
  };
  document.addEventListener("input", remember);
  document.addEventListener("change", remember);
  document.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.target.matches("[data-answers]")) since = new Map();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.matches("[data-answers]")) focused = document.activeElement?.id ?? "";
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

  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
  focusSummary(document);

  /* On a phone the section's line is longer than the screen: begin where the reader is. */
  const here = document.querySelector(".section-menu [aria-current]"), line = here?.closest(".section-menu");
  if (line) line.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - line.clientWidth / 2;
})();
