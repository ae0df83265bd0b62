/* Reception while the network is down. What is written down is closed at once into an envelope that only the house can
   open: neither this device nor whoever uses it next reads it again. On every page of the counter this script sends
   what still waits; on the page of reception it writes down. */
"use strict";
(() => {
  const { worker, prepare, send, leave } = document.currentScript.dataset;
  const able = Boolean(window.isSecureContext && navigator.serviceWorker && window.indexedDB && crypto.subtle);
  const at = (id) => document.getElementById(id);
  const show = (id, shown) => { const node = at(id); if (node) node.hidden = !shown; };
  const put = (id, text) => { const node = at(id); if (node) node.textContent = text; };
  const AGAIN = 15_000, DAY = 86_400_000, FEW_CODES = 20;

  /* What the device keeps: codes, procedures and closed envelopes. A transaction is on the disk before it counts. */
  const opened = () => new Promise((done, failed) => {
    const asked = indexedDB.open("tinhso-quay", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("prepared");
      asked.result.createObjectStore("blocks", { keyPath: "id" });
      asked.result.createObjectStore("slips", { keyPath: "code" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const within = async (name, mode, act) => {
    const base = await opened();
    try {
      return await new Promise((done, failed) => {
        const all = base.transaction(name, mode, { durability: "strict" });
        const wanted = act(all.objectStore(name));
        all.oncomplete = () => done(wanted?.result);
        all.onabort = () => failed(all.error);
      });
    } finally { base.close(); }
  };
  const write = (name, act) => within(name, "readwrite", (store) => { act(store); });
  const all = (name) => within(name, "readonly", (store) => store.getAll());
  const prepared = () => within("prepared", "readonly", (store) => store.get("now"));
  const ofMine = (mine) => (block) => block.official === mine.official && block.counter === mine.counter.key;
  const left = async (mine) => (await all("blocks")).filter(ofMine(mine)).reduce((sum, one) => sum + one.codes.length - one.next, 0);

  /* The next code, given away once whatever happens to it: two windows never get the same. */
  const nextCode = async (mine) => {
    let found;
    await write("blocks", (store) => {
      store.getAll().onsuccess = ({ target }) => {
        const block = target.result.filter(ofMine(mine)).find((one) => one.next < one.codes.length);
        if (!block) return;
        found = { ...block.codes[block.next], public: block.public };
        block.next += 1;
        store.put(block);
      };
    });
    return found;
  };

  const octets = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const joined = (...parts) => parts.reduce((whole, part) => new Uint8Array([...whole, ...new Uint8Array(part)]), new Uint8Array());
  const words = (text) => new TextEncoder().encode(text);
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const closed = async (text, { code, public: given }) => {
    const theirs = await crypto.subtle.importKey("raw", octets(given), CURVE, false, []);
    const once = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const point = await crypto.subtle.exportKey("raw", once.publicKey);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, once.privateKey, 256);
    const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const info = joined(words("tinhso.counter.slip"), point, octets(given));
    const key = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"],
    );
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: words(code) }, key, words(text));
    return btoa(joined(point, iv, sealed).reduce((text, octet) => text + String.fromCharCode(octet), ""));
  };

  /* The house: reached, reached but nobody signed in, or not reached. */
  class NobodyIn extends Error {}
  const ask = async (address, more = {}) => {
    const answer = await fetch(address, { redirect: "manual", cache: "no-store", ...more, headers: { Accept: "application/json", ...more.headers } });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new NobodyIn();
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer;
  };
  const post = (address, token, fields = {}) =>
    ask(address, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(fields) });

  const refresh = async () => {
    const asked = at("taking") ? prepare + location.search : prepare;
    const answer = await ask(asked);
    if (!answer.ok) throw new NobodyIn();
    const { token, ...told } = await answer.json();
    if (at("taking")) {
      const mine = { ...told, at: Date.now() };
      if (await left(mine) < FEW_CODES) {
        const given = await post(asked, token);
        if (given.ok) {
          const { block } = await given.json();
          await write("blocks", (store) => store.put({ ...block, official: mine.official, counter: mine.counter.key, next: 0 }));
        }
      }
      await write("prepared", (store) => store.put(mine, "now"));
    }
    return token;
  };

  const deliver = async (slip, token) => {
    const answer = await post(send, token, { code: slip.code, envelope: slip.envelope });
    const told = await answer.json();
    const { envelope, ...known } = slip;
    if (answer.ok) await write("slips", (store) => store.put({ ...known, state: "sent", page: told.page }));
    else await write("slips", (store) => store.put({ ...slip, state: "refused", words: [told.detail, told.next_step].filter(Boolean).join(" ") }));
  };

  let busy = false;
  const sync = async ({ anew = false, refused = false } = {}) => {
    if (!able || busy) return;
    busy = true;
    try {
      const waiting = (await all("slips")).filter((one) => one.state === "waiting" || (refused && one.state === "refused"));
      if (waiting.length || anew) {
        const token = await refresh();
        for (const slip of waiting) await deliver(slip, token);
        reached("online");
      }
    } catch (fault) {
      reached(fault instanceof NobodyIn ? "signed-out" : "offline");
    } finally {
      busy = false;
      await draw();
    }
  };

  const reached = (how) => { for (const one of ["online", "signed-out", "offline"]) show(one, one === how); };

  /* What is drawn: how the device stands, and what waits on it. */
  const said = (moment) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" }).format(moment);
  const draw = async () => {
    const slips = await all("slips"), waiting = slips.filter((one) => one.state !== "sent").length;
    put("unsent-number", waiting);
    show("unsent", waiting > 0);
    if (!at("taking")) return;
    const mine = await prepared(), codes = mine ? await left(mine) : 0;
    const ready = Boolean(mine && codes && await caches.match(at("taking").dataset.page, { ignoreVary: true }));
    show("ready", ready);
    show("unready", !ready && !(mine && !codes));
    show("no-codes", Boolean(mine && !codes));
    show("taking", Boolean(mine && codes) && at("slip").hidden);
    if (mine) {
      put("codes-left", codes);
      put("prepared-at", said(mine.at));
      put("counter-name", mine.counter.name);
      offer(mine.procedures);
    }
    at("kept").replaceChildren(...slips.sort((one, other) => other.at - one.at).map(line));
    show("kept-none", !slips.length);
    show("send-now", waiting > 0);
  };
  const line = (slip) => {
    const drawn = at("kept-line").content.firstElementChild.cloneNode(true), part = (name) => drawn.querySelector(`[data-part=${name}]`);
    for (const name of ["code", "page"]) part(name).textContent = slip.code;
    part("told").textContent = `${said(slip.at)} · ${slip.title}`;
    for (const state of drawn.querySelectorAll("[data-state]")) if (state.dataset.state !== slip.state) state.remove();
    if (slip.page) part("page").href = slip.page;
    part(slip.page ? "code" : "page").remove();
    part("words").textContent = slip.words ?? "";
    const away = part("away");
    if (slip.state !== "refused") away.remove();
    else away.addEventListener("click", async () => {
      if (confirm(away.dataset.confirm)) await write("slips", (store) => store.delete(slip.code)).then(draw);
    });
    return drawn;
  };
  let offered = "";
  const offer = (procedures) => {
    const now = JSON.stringify(procedures), choice = at("procedure");
    if (now === offered) return;
    offered = now;
    const chosen = choice.value;
    choice.replaceChildren(choice.options[0], ...procedures.map((one) => new Option(one.name, one.code)));
    choice.value = procedures.some((one) => one.code === chosen) ? chosen : "";
    papers(procedures);
    choice.onchange = () => papers(procedures);
  };
  const papers = (procedures) => {
    const found = procedures.find((one) => one.code === at("procedure").value)?.papers ?? [];
    at("papers").replaceChildren(...found.map((paper) => {
      const drawn = at("paper-line").content.firstElementChild.cloneNode(true);
      drawn.dataset.paper = paper.code;
      drawn.querySelector("legend").textContent = paper.title;
      for (const field of drawn.querySelectorAll("[data-field]")) {
        field.id = `${field.dataset.field}-${paper.code}`;
        field.previousElementSibling.htmlFor = field.id;
      }
      return drawn;
    }));
    show("papers-asked", found.length > 0);
  };

  const take = async (form) => {
    const mine = await prepared(), code = mine && await nextCode(mine);
    if (!code) return;
    const now = new Date(), given = new FormData(form), value = (name) => String(given.get(name) ?? "").trim();
    const lines = [...at("papers").children].map((one) => ({
      paper: one.dataset.paper,
      title: one.querySelector("legend").textContent,
      seen: one.querySelector("[data-field=seen]").value,
      kept: Number(one.querySelector("[data-field=kept]").value) || 0,
    })).filter((one) => one.seen || one.kept);
    const taken = {
      taken_at: now.toISOString(), procedure: value("procedure"), name: value("name"), national_id: value("national_id").replace(/\s/g, ""),
      phone: value("phone"), ticket: value("ticket"), consent: value("consent"),
      papers: lines.map(({ title, ...line }) => line),
    };
    const envelope = await closed(JSON.stringify(taken), code), title = at("procedure").selectedOptions[0].textContent;
    await write("slips", (store) => store.put({ code: code.code, envelope, state: "waiting", at: now.getTime(), title }));
    put("slip-code", code.code);
    at("slip-qr").src = code.qr;
    put("slip-counter", mine.counter.name);
    put("slip-procedure", title);
    put("slip-name", taken.name);
    put("slip-at", said(now));
    at("slip-papers").replaceChildren(...lines.filter((one) => one.kept).map((one) => {
      const drawn = document.createElement("li");
      drawn.textContent = `${one.title} (${one.kept})`;
      return drawn;
    }));
    show("slip-originals", lines.some((one) => one.kept));
    form.reset();
    papers(mine.procedures);
    show("slip", true);
    show("taking", false);
    at("slip-title").focus();
    draw().then(() => sync());
  };

  const begin = () => {
    const form = at("taking");
    show("unable", !able);
    if (!able) return;
    navigator.serviceWorker.register(worker).then(() => navigator.serviceWorker.ready).then(draw, () => {});
    navigator.storage?.persist?.();
    const either = () => form.national_id.setCustomValidity(form.national_id.value || form.phone.value ? "" : form.dataset.either);
    form.addEventListener("input", either);
    either();
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      if (button.disabled) return;
      button.disabled = true;
      try {
        await take(form);
        show("not-kept", false);
      } catch {
        show("not-kept", true);
      } finally {
        button.disabled = false;
        either();
      }
    });
    at("next").addEventListener("click", async () => {
      for (const id of ["slip-name", "slip-code"]) put(id, "");
      show("slip", false);
      await draw();
      at("procedure").focus();
    });
    at("send-now").addEventListener("click", () => sync({ refused: true }));
  };

  /* Who signs out with slips that still wait is asked first; the device is then prepared for nobody. */
  document.addEventListener("submit", (event) => {
    if (!able || event.target.getAttribute("action") !== leave) return;
    event.preventDefault();
    const waiting = at("unsent");
    if (waiting && !waiting.hidden && !confirm(waiting.dataset.leaving)) return;
    write("prepared", (store) => store.delete("now")).finally(() => event.target.submit());
  }, { capture: true });

  if (at("taking")) begin();
  if (!able) return;
  const old = (slip) => slip.state === "sent" && slip.at < Date.now() - DAY;
  all("slips").then((slips) => write("slips", (store) => slips.filter(old).forEach((one) => store.delete(one.code))))
    .then(() => sync({ anew: Boolean(at("taking")) }), () => show("unable", true));
  window.addEventListener("online", () => sync({ anew: Boolean(at("taking")) }));
  setInterval(() => sync(), AGAIN);
})();
