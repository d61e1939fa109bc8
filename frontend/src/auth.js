// Sign-in pages under Trusted Types: no htmx, no map. Passkeys, and the small things of a page.
//
//   <form data-passkey="get|create" data-options="<id of a JSON script>"> <input type=hidden name=credential>

import { enliven } from "./page.js";

const bytes = (text) => {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
};
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readOptions(options) {
  const key = structuredClone(options.publicKey ?? options);
  key.challenge = bytes(key.challenge);
  if (key.user) key.user.id = bytes(key.user.id);
  for (const list of [key.excludeCredentials, key.allowCredentials]) {
    for (const item of list ?? []) item.id = bytes(item.id);
  }
  return { publicKey: key };
}

function written(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  };
}

async function options(form) {
  if (form.dataset.optionsUrl) {
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    const body = await answer.json();
    return body.request_options ?? body.creation_options ?? body;
  }
  return JSON.parse(document.getElementById(form.dataset.options).textContent);
}

async function usePasskey(form) {
  const said = form.querySelector("[role=status]");
  try {
    const wanted = readOptions(await options(form));
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create(wanted)
      : await navigator.credentials.get(wanted);
    form.querySelector("[name=credential]").value = JSON.stringify(written(credential));
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    if (said) said.textContent = form.dataset.failed ?? "";
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    form.hidden = true;
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    usePasskey(form);
  });
}
document.documentElement.classList.add("has-script");
enliven();
