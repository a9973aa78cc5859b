// An enhancement only: every page works without it. A post that fails leaves page and text as they are.
(() => {
  "use strict";

  const chat = () => document.querySelector(".chat");

  const tell = (form, text) => {
    let note = form.querySelector(".failed");
    if (!note) {
      note = document.createElement("p");
      note.className = "failed note note-danger";
      note.setAttribute("role", "alert");
      form.append(note);
    }
    note.textContent = text;
  };

  // The page that came, in place of this one; false for an error page, which must not take the text away.
  const show = (page) => {
    if (!page.querySelector(".chat #answer")) return false;
    document.body.replaceWith(document.adoptNode(page.body));
    document.documentElement.lang = page.documentElement.lang;
    document.title = page.title;
    window.scrollTo(0, 0);
    const title = document.querySelector("main h1");
    if (title) {
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    }
    return true;
  };

  // One entry of history stands before the chat, so that the browser's own 返回 comes to us.
  const guard = () => {
    if (!history.state) history.pushState({ chat: true }, "");
  };

  const send = async (form, button) => {
    const data = new URLSearchParams(new FormData(form));
    if (button && button.name) data.append(button.name, button.value);
    form.setAttribute("aria-busy", "true");
    try {
      // `form.action` would be the button of that name, not the address.
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (show(page)) {
        guard();
      } else {
        const why = page.querySelector("main h1");
        tell(form, (why && why.textContent) || chat().dataset.offline);
      }
    } catch {
      tell(form, chat().dataset.offline);
    } finally {
      form.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || !chat()) return;
    event.preventDefault();
    // A second click while the first is under way is the same answer.
    if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
  });

  // The browser's own 返回 goes one question back, as the button does, and keeps what is typed.
  window.addEventListener("popstate", () => {
    const back = document.querySelector('#answer button[value="back"]');
    if (back) {
      guard();
      back.click();
    } else if (chat()) {
      history.back();
    }
  });

  // 快速离开 leaves at once and stays out of the history; a call to 110 leaves nothing.
  let leaving = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const quick = Boolean(link) && link.classList.contains("quick-exit");
    leaving = quick || (Boolean(link) && link.href.startsWith("tel:"));
    if (quick) {
      event.preventDefault();
      window.location.replace(link.href);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (leaving) return;
    const page = chat();
    if (page && page.dataset.leaving) event.preventDefault();
  });
})();
