// Sets up and uses passkeys: where the browser can, forms with data-behaviour="passkey" are shown and asked for by the browser.

const canUse = window.isSecureContext && "PublicKeyCredential" in window && !/^[\d.]+$|^\[/.test(location.hostname);

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
function bytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer | null} buffer @returns {string} base64url */
function text(buffer) {
  if (!buffer) return "";
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {{id: string, type: PublicKeyCredentialType}[] | undefined} listed @returns {PublicKeyCredentialDescriptor[]} */
function descriptors(listed) {
  return (listed ?? []).map((one) => ({ type: one.type, id: bytes(one.id) }));
}

/** @param {any} options as the server wrote them @returns {Promise<Credential | null>} */
function create(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const excludeCredentials = descriptors(options.excludeCredentials);
  return navigator.credentials.create({ publicKey: { ...options, user, excludeCredentials, challenge: bytes(options.challenge) } });
}

/** @param {any} options as the server wrote them @returns {Promise<Credential | null>} */
function get(options) {
  const allowCredentials = descriptors(options.allowCredentials);
  return navigator.credentials.get({ publicKey: { ...options, allowCredentials, challenge: bytes(options.challenge) } });
}

/** @param {PublicKeyCredential} made @returns {string} the answer as the server reads it */
function answer(made) {
  const said = made.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said instanceof AuthenticatorAttestationResponse) {
    Object.assign(response, { attestationObject: text(said.attestationObject), transports: said.getTransports?.() ?? [] });
  } else if (said instanceof AuthenticatorAssertionResponse) {
    const { authenticatorData, signature, userHandle } = said;
    Object.assign(response, { authenticatorData: text(authenticatorData), signature: text(signature) });
    if (userHandle) Object.assign(response, { userHandle: text(userHandle) });
  }
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: {}, response });
}

/** @param {HTMLFormElement} form Ask the browser, then send the form. */
async function ask(form) {
  if (!form.reportValidity()) return;
  const options = JSON.parse(form.querySelector("[data-passkey-options]")?.textContent ?? "{}");
  const field = form.elements.namedItem("answer");
  const refused = form.querySelector("[data-passkey-refused]");
  if (refused instanceof HTMLElement) refused.hidden = true;
  try {
    const made = await (form.dataset.passkey === "create" ? create(options) : get(options));
    if (!(made instanceof PublicKeyCredential) || !(field instanceof HTMLInputElement)) throw new TypeError("no passkey");
    field.value = answer(made);
    form.submit();
  } catch {
    if (refused instanceof HTMLElement) refused.hidden = false;
  }
}

if (canUse) {
  for (const part of document.querySelectorAll("[data-passkeys]")) {
    if (part instanceof HTMLElement) part.hidden = part.dataset.passkeys === "impossible";
  }
  for (const form of document.querySelectorAll("form[data-behaviour='passkey']")) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void ask(form);
    });
  }
}
