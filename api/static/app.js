// What a page does besides what its links and forms do by themselves.
"use strict";

(() => {
  const isTyping = (element) => element instanceof HTMLElement && (element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName));

  // "/" and Ctrl-K go to the search box, or to the page that has one.
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    const command = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !command) return;
    event.preventDefault();
    const question = document.getElementById("q");
    if (!question) {
      location.assign("/");
      return;
    }
    question.focus();
    question.select();
  });

  // What is typed may mean a partnership, a theme or a document: each suggestion leads there (the combobox pattern of
  // WAI-ARIA: the focus stays in the box, and the arrows go through the list).
  const box = document.getElementById("q");
  const list = document.getElementById("suggestions");
  if (box && list) {
    let active = -1;
    const options = () => [...list.children];
    const point = (place) => {
      active = place;
      options().forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
      const chosen = options()[place];
      if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
      else box.removeAttribute("aria-activedescendant");
      chosen?.scrollIntoView({ block: "nearest" });
    };
    const show = (isOpen) => {
      list.hidden = !isOpen;
      box.setAttribute("aria-expanded", String(isOpen));
      point(-1);
    };
    const open = (option) => location.assign(option.dataset.href);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    show(false);
    // What comes after the question was asked, or the list was closed, is no help any more.
    let done = null;
    list.addEventListener("htmx:afterSwap", () => {
      show(document.activeElement === box && box.value !== done && list.children.length > 0);
    });
    // Before the box loses the focus, which closes the list.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) open(option);
    });
    box.addEventListener("blur", () => show(false));
    box.form.addEventListener("submit", () => {
      done = box.value;
      show(false);
    });
    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && list.hidden && list.children.length) show(true);
      if (event.key === "Escape") done = box.value;
      const count = list.hidden ? 0 : list.children.length;
      if (!count) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        // One place more than there are options: the box itself.
        point(((active + 1 + step + count + 1) % (count + 1)) - 1);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        open(options()[active]);
      } else if (event.key === "Escape") {
        event.preventDefault();
        show(false);
      }
    });
  }

  // A facet that is ticked asks at once. On a narrow screen facets stand between the question and its answer: they begin
  // closed, stay as they are while they are ticked, and close for who wants to see the answer.
  const facets = () => document.getElementById("facets");
  const isNarrow = matchMedia("(max-width: 52rem)");
  let isOpen = !isNarrow.matches;
  if (facets()) facets().open = isOpen;
  document.addEventListener("change", (event) => {
    if (event.target.closest(".facets")) event.target.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    if (isNarrow.matches && event.target.closest(".apply")) facets().open = false;
  });
  document.addEventListener("htmx:beforeSwap", () => {
    if (facets()) isOpen = facets().open;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "answer" && facets()) facets().open = isOpen;
  });

  // Whoever is not known by name signs in their own words: a browser remembers them, and no server does.
  // Where it keeps nothing for sites, it refuses to be asked.
  const remembering = (use) => {
    try {
      return use(localStorage);
    } catch {
      return null;
    }
  };
  const known = remembering((store) => store.getItem("by"));
  for (const field of document.querySelectorAll("input[name=by]")) if (known && !field.value) field.value = known;
  document.addEventListener("submit", (event) => {
    const signature = event.target.elements.namedItem("by")?.value;
    if (signature) remembering((store) => store.setItem("by", signature));
  });

  // On a phone the places stand in one line that moves sideways: the present one is in sight.
  const here = document.querySelector(".top [aria-current=page]");
  const places = here?.closest("nav");
  if (places) places.scrollLeft = here.offsetLeft - places.clientWidth / 2;

  // With a script a change of a facet asks by itself; without one its button does.
  document.documentElement.classList.add("scripted");

  // What is told already is not told again: an upload is asked after every second.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.id === "status" && target.textContent.trim() === fragment.textContent.trim()) event.detail.shouldSwap = false;
  });

  // On a weak line: what was read stays, and the reader is told. What the server refuses is a page of its own.
  document.addEventListener("htmx:sendError", (event) => {
    const status = document.getElementById("status");
    if (status && event.detail.target.id !== "suggestions") status.textContent = status.dataset.silent;
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.elt.closest("#search, #more") && event.detail.target.id !== "suggestions") location.assign(event.detail.pathInfo.finalRequestPath);
  });

  // Who goes on reading finds what was added: the first of the new results has the focus.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const more = event.target.closest?.("#more");
    if (more) document.documentElement.dataset.shown = String(document.querySelectorAll("#hits > li").length);
  });
  document.addEventListener("htmx:afterSettle", () => {
    const { shown } = document.documentElement.dataset;
    if (shown === undefined) return;
    delete document.documentElement.dataset.shown;
    document.querySelectorAll("#hits > li")[Number(shown)]?.querySelector("a")?.focus();
  });
})();
