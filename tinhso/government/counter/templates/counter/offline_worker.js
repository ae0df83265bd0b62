/* Answers for pages of the counter while the network is down: with the one page that needs none. It is the same for
   everybody and holds nothing about anybody; what is written down on it never comes here. */
"use strict";
const PAGE = "{{ page|escapejs }}", STORE = "tinhso-quay";

const within = (text, pattern, from) => [...text.matchAll(pattern)].map((found) => new URL(found[1], from).href);

/* The page, what it names in its head, and the letters its style sheets name; what an earlier one needed goes. */
async function keep(answer) {
  const store = await caches.open(STORE), page = new URL(PAGE, self.location).href;
  const named = within(await answer.clone().text(), /<(?:link|script)[^>]+(?:href|src)="([^"]+)"/g, page);
  await store.addAll(named);
  for (const sheet of named.filter((one) => one.includes(".css"))) {
    const letters = within(await (await store.match(sheet)).text(), /url\("?([^")]+\.woff2)/g, sheet);
    await store.addAll(letters);
    named.push(...letters);
  }
  await store.put(page, answer);
  for (const kept of await store.keys()) if (kept.url !== page && !named.includes(kept.url)) await store.delete(kept);
}

async function visit(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.status < 502) {
      if (new URL(event.request.url).pathname === PAGE && answer.ok) event.waitUntil(keep(answer.clone()));
      return answer;
    }
  } catch { /* no network: the page that was kept */ }
  return (await caches.match(PAGE, { ignoreVary: true })) ?? Response.error();
}

async function install() {
  const answer = await fetch(PAGE, { redirect: "error" });
  if (!answer.ok) throw new Error(`${PAGE}: ${answer.status}`);
  await keep(answer);
  await self.skipWaiting();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate") event.respondWith(visit(event));
  else event.respondWith(caches.match(event.request, { ignoreVary: true }).then((kept) => kept ?? fetch(event.request)));
});
