// An enhancement only: every page works without it. A post that fails leaves page and text as they are.
(() => {
  "use strict";

  const offline = (form, text) => {
    let note = form.querySelector(".offline");
    if (!note) {
      note = document.createElement("p");
      note.className = "offline note note-danger";
      note.setAttribute("role", "alert");
      form.append(note);
    }
    note.textContent = text;
  };

  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("main");
    if (!main) return false;
    document.querySelector("main").replaceWith(main);
    document.title = page.title;
    window.scrollTo(0, 0);
    const title = main.querySelector("h1");
    if (title) {
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    }
    return true;
  };

  // `form.action` would be the button of that name, not the address.
  const send = async (form, button) => {
    const chat = document.querySelector("[data-offline]");
    const data = new URLSearchParams(new FormData(form));
    if (button && button.name) data.append(button.name, button.value);
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, credentials: "same-origin" });
      if (!show(await answer.text())) offline(form, chat.dataset.offline);
    } catch {
      offline(form, chat.dataset.offline);
    } finally {
      form.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || !document.querySelector("[data-offline]")) return;
    event.preventDefault();
    // A second click while the first is under way is the same answer.
    if (form.getAttribute("aria-busy") === "true") return;
    send(form, event.submitter);
  });

  let leaving = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest(".quick-exit")) leaving = true;
  });

  window.addEventListener("beforeunload", (event) => {
    if (leaving) return;
    const chat = document.querySelector("[data-leaving]");
    if (chat && chat.dataset.leaving) event.preventDefault();
  });
})();
