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
    const box = document.getElementById("q");
    if (!box) {
      location.assign("/");
      return;
    }
    box.focus();
    box.select();
  });

  // On a narrow screen facets stand between the question and its answer: they begin closed.
  const facets = document.getElementById("facets");
  if (facets && matchMedia("(max-width: 52rem)").matches) facets.open = false;

  // With a script a change of a facet asks by itself; without one its button does.
  document.documentElement.classList.add("scripted");

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
