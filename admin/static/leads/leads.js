/* Small helpers for pages of leads. Every page is complete without them. */
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const typing = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");

  /* Keys: j k Enter / in the list; n and u on a lead. */
  let chosen = -1;
  const choose = (step) => {
    const rows = all("[data-row]");
    if (!rows.length) return;
    rows[chosen]?.classList.remove("chosen");
    chosen = Math.max(0, Math.min(rows.length - 1, chosen + step));
    rows[chosen].classList.add("chosen");
    rows[chosen].querySelector("a").focus({ preventScroll: true });
    rows[chosen].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing()) return;
    if (event.key === "j") choose(1);
    else if (event.key === "k") choose(-1);
    else if (event.key === "/" && find("#number")) find("#number").focus();
    else if (event.key === "n" && find("[data-next]")) find("[data-next]").click();
    else if (event.key === "u" && find("[data-back]")) find("[data-back]").click();
    else return;
    event.preventDefault();
  });

  /* The list looks for news by itself. The header keeps this from counting as work, so that a session left alone ends. */
  const queue = find("#queue");
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(location.href, { headers: { "X-Pulse": "1" }, cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#queue");
    if (!answer.ok || !fresh) {
      if (answer.status < 500) find("#pulse-ended").hidden = false;
      return;
    }
    if (fresh.dataset.pulse === queue.dataset.pulse) return;
    if (typing() || chosen >= 0 || find("[name=pick]:checked")) {
      find("#pulse-news").hidden = false;
      return;
    }
    queue.replaceChildren(...fresh.childNodes);
    queue.dataset.pulse = fresh.dataset.pulse;
  };
  if (queue) setInterval(() => ask().catch(() => undefined), 30000);

  /* Ticking every row. */
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) all("[name=pick]").forEach((box) => { box.checked = event.target.checked; });
  });

  /* Ready beginnings of answers. */
  all("[data-template]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = find("#answer");
      field.value = find("#" + button.dataset.template).textContent;
      field.focus();
    });
  });

  /* Typed text is not left behind without a word. */
  let sending = false;
  const changed = () => all("form[data-keep] textarea").some((field) => field.value !== field.defaultValue);
  document.addEventListener("submit", (event) => { sending = !("again" in event.target.dataset); });
  window.addEventListener("beforeunload", (event) => { if (!sending && changed()) event.preventDefault(); });

  /* A form is sent once. */
  all("form[method=post]:not([data-again])").forEach((form) => form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  }));
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  /* Printing. */
  all("[data-print-now]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  if (find("[data-print]")) window.print();
})();
