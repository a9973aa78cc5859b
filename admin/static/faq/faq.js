/* While an entry is written, the part beside the form tells what is wrong and how a citizen would read it. */
"use strict";
(() => {
  const form = document.querySelector("#entry");
  const beside = document.querySelector("#checked");
  let waiting = 0;
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    const answer = await fetch("/admin/faq/check", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok || mine !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    beside.replaceChildren(...fresh.body.childNodes);
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look().catch(() => undefined), 600);
  });

  /* Typed text is not left behind without a word. */
  let sending = false;
  const fields = [...form.querySelectorAll("input, textarea")];
  document.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && fields.some((field) => field.value !== field.defaultValue)) event.preventDefault();
  });
})();
