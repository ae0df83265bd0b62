// Passkeys: asks the device to make or use one and sends what it answers. Without support the forms stay hidden.
"use strict";
(() => {
  const able = window.PublicKeyCredential && navigator.credentials;
  const decode = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const encode = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const opened = (asked) => {
    const key = { ...asked.publicKey, challenge: decode(asked.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: decode(key.user.id) };
    for (const list of ["excludeCredentials", "allowCredentials"])
      if (key[list]) key[list] = key[list].map((one) => ({ ...one, id: decode(one.id) }));
    return { publicKey: key };
  };

  const closed = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[part]) response[part] = encode(credential.response[part]);
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return {
      type: credential.type,
      id: credential.id,
      rawId: encode(credential.rawId),
      authenticatorAttachment: credential.authenticatorAttachment,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const send = async (form) => {
    const making = form.dataset.passkey === "create";
    const asked = making
      ? JSON.parse(document.getElementById("passkey-options").textContent)
      : await (await fetch(form.dataset.challenge, { headers: { Accept: "application/json" } })).json();
    const credential = await navigator.credentials[making ? "create" : "get"](opened(asked));
    form.elements.credential.value = JSON.stringify(closed(credential));
    form.submit();
  };

  for (const form of document.querySelectorAll("[data-passkey]")) {
    if (!able) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // The device's own dialog has said what went wrong, or the person thought better of it.
      send(form).catch(() => {});
    });
  }
  if (able) for (const words of document.querySelectorAll("[data-passkey-missing]")) words.hidden = true;
})();
