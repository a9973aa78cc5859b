/* What a form cannot ask of a browser: making a passkey and signing in with one. The phone's code needs none of this. */
"use strict";
(() => {
  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const textOf = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const sentenceOf = {
    NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "elsewhere",
    NotSupportedError: "unsupported", ConstraintError: "unsupported",
  };

  /* What the server answers in JSON; its own sentence where it refuses. */
  const ask = async (path, sent) => {
    const answer = await fetch(path, sent ? { method: "POST", body: new URLSearchParams(new FormData(sent)) } : {});
    const said = await answer.json();
    if (!answer.ok) throw { told: said.error };
    return said;
  };

  /* One try: the part's sentences say what went wrong, and its button waits meanwhile. */
  const attempt = async (part, button, act) => {
    const say = (sentence) => { part.querySelector("[data-said]").textContent = sentence; };
    say("");
    if (!window.PublicKeyCredential) return say(part.dataset.unsupported);
    if (location.origin !== part.dataset.origin) return say(part.dataset.elsewhere);
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      say(error.told ?? part.dataset[sentenceOf[error.name]] ?? part.dataset.failed);
    }
    button.disabled = false;
  };

  const named = (found, response) => JSON.stringify({
    id: found.id, rawId: textOf(found.rawId), type: found.type, clientExtensionResults: {}, response,
  });

  const signIn = document.querySelector("#passkey-sign-in");
  if (signIn && window.PublicKeyCredential) {
    const form = signIn.closest("form");
    const button = signIn.querySelector("button");
    signIn.hidden = false;
    /* Pressed the other way round, what a passkey said before does not count. */
    form.addEventListener("submit", () => { form.elements.passkey.value = ""; });
    button.addEventListener("click", () => form.reportValidity() && attempt(signIn, button, async () => {
      const wanted = await ask("/admin/sign-in/passkey");
      const found = await navigator.credentials.get({
        publicKey: { ...wanted, challenge: bytesOf(wanted.challenge), allowCredentials: [] },
      });
      form.elements.passkey.value = named(found, {
        clientDataJSON: textOf(found.response.clientDataJSON),
        authenticatorData: textOf(found.response.authenticatorData),
        signature: textOf(found.response.signature),
        userHandle: found.response.userHandle ? textOf(found.response.userHandle) : null,
      });
      form.submit();
    }));
  }

  const adding = document.querySelector("#passkey-add");
  if (adding) {
    const button = adding.querySelector("button");
    adding.hidden = false;
    document.querySelector("#passkey-script").hidden = true;
    adding.addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(adding, button, async () => {
        const wanted = await ask("/admin/account/passkeys/options", adding);
        const made = await navigator.credentials.create({
          publicKey: {
            ...wanted,
            challenge: bytesOf(wanted.challenge),
            user: { ...wanted.user, id: bytesOf(wanted.user.id) },
            excludeCredentials: wanted.excludeCredentials.map((one) => ({ ...one, id: bytesOf(one.id) })),
          },
        });
        adding.elements.answer.value = named(made, {
          clientDataJSON: textOf(made.response.clientDataJSON),
          attestationObject: textOf(made.response.attestationObject),
        });
        adding.submit();
      });
    });
  }
})();
