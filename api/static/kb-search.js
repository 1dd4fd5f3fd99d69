// <kb-search>: a search box over a knowledge base, for any page, loaded as a module or as a plain script. It works where
// a page allows neither inline style nor markup out of strings; docs/embedding.md tells how.
//
// No function is declared by its name here: of a plain script, such a name would become one of the page's.
{
  const TEXTS = {
    nl: {
      label: "Zoek in de kennisbank",
      button: "Zoek",
      busy: "Bezig met zoeken …",
      one: "1 passage gevonden.",
      many: "{total} passages gevonden.",
      first: "De eerste {shown} staan hieronder.",
      none: "Niets gevonden. Probeer andere woorden.",
      near: "Geen antwoord gevonden. Dit komt het dichtst in de buurt.",
      failed: "De kennisbank antwoordt nu niet. Probeer het straks opnieuw.",
    },
    fr: {
      label: "Chercher dans la base de connaissances",
      button: "Chercher",
      busy: "Recherche en cours …",
      one: "1 passage trouvé.",
      many: "{total} passages trouvés.",
      first: "Les {shown} premiers sont affichés ci-dessous.",
      none: "Rien trouvé. Essayez d'autres mots.",
      near: "Aucune réponse trouvée. Voici ce qui s'en approche le plus.",
      failed: "La base de connaissances ne répond pas. Réessayez plus tard.",
    },
    es: {
      label: "Buscar en la base de conocimientos",
      button: "Buscar",
      busy: "Buscando …",
      one: "1 pasaje encontrado.",
      many: "{total} pasajes encontrados.",
      first: "Los primeros {shown} se muestran abajo.",
      none: "No se encontró nada. Pruebe con otras palabras.",
      near: "No se encontró ninguna respuesta. Esto es lo que más se acerca.",
      failed: "La base de conocimientos no responde. Inténtelo más tarde.",
    },
    en: {
      label: "Search the knowledge base",
      button: "Search",
      busy: "Searching …",
      one: "1 passage found.",
      many: "{total} passages found.",
      first: "The first {shown} are shown below.",
      none: "Nothing found. Try other words.",
      near: "No answer found. This comes nearest.",
      failed: "The knowledge base does not answer. Try again later.",
    },
  };
  const FILTERS = ["country", "partnership", "kind", "theme", "year"];
  const PLAIN = ["server", "language", "results", "heading-level", ...FILTERS]; // properties of the same meaning
  const PAUSE_MS = 300; // after the last letter, before a question is asked
  const PATIENCE_MS = 500; // before a reader is told to wait

  // Colours follow the page's color-scheme, where the browser can tell; else they are the light ones.
  const LOOK = `
    :host {
      --_text: #1d2125; --_background: #fff; --_accent: #0b5a8a; --_border: #6b7580; --_mark: #ffec99;
      display: block; color: var(--kb-text, var(--_text)); background: var(--kb-background, var(--_background));
      font-family: var(--kb-font, inherit); line-height: 1.5; overflow-wrap: anywhere;
    }
    @supports (color: light-dark(#000, #fff)) {
      :host {
        --_text: light-dark(#1d2125, #e8eaed); --_background: light-dark(#fff, #17191c);
        --_accent: light-dark(#0b5a8a, #8cc4f0); --_border: light-dark(#6b7580, #8b949e);
        --_mark: light-dark(#ffec99, #5c4a00);
      }
    }
    :host([hidden]) { display: none; }
    form { display: flex; flex-wrap: wrap; gap: .5rem; }
    label { flex: 1 0 100%; font-weight: 600; }
    input, button {
      box-sizing: border-box; min-height: 2.75rem; padding: .5rem .75rem; font: inherit;
      border: 1px solid var(--kb-border, var(--_border)); border-radius: var(--kb-radius, .25rem);
    }
    input { flex: 1 1 10rem; min-width: 0; color: inherit; background: transparent; }
    button { cursor: pointer; font-weight: 600; background: transparent; border-color: currentcolor; }
    a, button { color: var(--kb-accent, var(--_accent)); }
    :focus-visible { outline: 3px solid var(--kb-accent, var(--_accent)); outline-offset: 2px; }
    mark { color: inherit; background: var(--kb-mark, var(--_mark)); }
    ol { margin: 0; padding: 0; list-style: none; }
    li { padding: .75rem 0; border-top: 1px solid var(--kb-border, var(--_border)); }
    h2, h3, h4, h5, h6 { margin: 0; font-size: 1.05em; }
    p { margin: .25rem 0; }
    .statement { white-space: pre-line; }
    .kind, .facts { font-size: .875em; }
    .kind::first-letter { text-transform: uppercase; }
  `;

  const script = document.currentScript ?? document.querySelector('script[src*="kb-search.js"]');
  const HOME = script ? new URL(".", script.src).href : location.origin;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOOK);

  /** Makes an element; children that are strings become text, whatever they hold. */
  const make = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  /** Returns a text with marks around what [start, end) names. Offsets count characters, not the halves of strings. */
  const marked = (text, places) => {
    const characters = Array.from(text);
    const pieces = [];
    let done = 0;
    for (const [start, end] of places) {
      pieces.push(characters.slice(done, start).join(""));
      pieces.push(make("mark", {}, characters.slice(start, end).join("")));
      done = end;
    }
    return [...pieces, characters.slice(done).join("")];
  };

  const within = (value, least, most, usual) => {
    const number = Number.parseInt(value, 10);
    return number ? Math.min(Math.max(number, least), most) : usual;
  };

  /** Returns what a reader is told of an answer. */
  const told = ({ total, abstained }, shown, texts, language) => {
    if (!shown) return texts.none;
    if (abstained) return texts.near;
    if (total === 1) return texts.one;
    const found = texts.many.replace("{total}", total.toLocaleString(language));
    return shown < total ? `${found} ${texts.first.replace("{shown}", shown)}` : found;
  };

  const property = (attribute) => attribute.replace(/-(.)/, (_, letter) => letter.toUpperCase());

  class KbSearch extends HTMLElement {
    static observedAttributes = [...PLAIN, "token", "query"];

    #label = make("label", { for: "box" });
    #box = make("input", { id: "box", type: "search", autocomplete: "off", enterkeyhint: "search" });
    #button = make("button", { type: "submit" });
    #form = make("form", { role: "search" }, this.#label, this.#box, this.#button);
    #status = make("p", { role: "status" });
    #hits = make("ol", { role: "list" }); // Safari forgets that a list without bullets is one
    #all = make("div", {}, this.#form, this.#status, this.#hits);
    #token = null;
    #timer = 0;
    #running = null;

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.append(this.#all);
      this.#form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#search();
      });
      for (const name of ["input", "compositionend"]) {
        this.#box.addEventListener(name, (event) => event.isComposing || this.#later(PAUSE_MS));
      }
    }

    connectedCallback() {
      for (const name of [...PLAIN.map(property), "token", "query"]) {
        if (!Object.hasOwn(this, name)) continue; // set before the browser knew this element
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
      this.#speak();
      this.#later(0);
    }

    disconnectedCallback() {
      clearTimeout(this.#timer);
      this.#running?.abort();
    }

    attributeChangedCallback(name, before, value) {
      if (before === value) return;
      if (name === "query") this.#box.value = value ?? "";
      this.#speak();
      this.#later(0);
    }

    /** What stands in the box; setting it asks. */
    get query() {
      return this.#box.value.trim();
    }

    set query(text) {
      this.#box.value = text ?? "";
      this.#later(0);
    }

    /** The key or token that is sent along; set as a property, it stands nowhere in the page. */
    get token() {
      return this.#token ?? this.getAttribute("token");
    }

    set token(value) {
      this.#token = value;
      this.#later(0);
    }

    focus(options) {
      this.#box.focus(options);
    }

    get #language() {
      const wished = this.language || this.closest("[lang]")?.lang || navigator.language;
      const short = wished.slice(0, 2).toLowerCase();
      return short in TEXTS ? short : "en";
    }

    /** Where the server is, without a slash at the end; of what is no web address, nothing that a link would run. */
    get #server() {
      const { origin, pathname } = new URL(this.server || HOME, document.baseURI);
      return origin + pathname.replace(/\/+$/, "");
    }

    #speak() {
      const language = this.#language;
      this.#all.lang = language;
      this.#label.textContent = TEXTS[language].label;
      this.#button.textContent = TEXTS[language].button;
    }

    #later(pause) {
      clearTimeout(this.#timer);
      if (this.isConnected) this.#timer = setTimeout(() => this.#search(), pause);
    }

    async #search() {
      clearTimeout(this.#timer);
      this.#running?.abort();
      const query = this.query;
      if (!query) return this.#show("");
      const { signal } = (this.#running = new AbortController());
      const texts = TEXTS[this.#language];
      const waiting = setTimeout(() => signal.aborted || (this.#status.textContent = texts.busy), PATIENCE_MS);
      try {
        const server = this.#server;
        const answer = await this.#ask(server, query, signal);
        signal.throwIfAborted();
        this.#showAnswer(answer, texts, server);
        this.#tell("kb-search", { query, total: answer.total });
      } catch (error) {
        if (signal.aborted) return;
        const { status = 0, detail = texts.failed } = error;
        this.#show(detail);
        this.#tell("kb-error", { status, message: detail });
      } finally {
        clearTimeout(waiting);
      }
    }

    async #ask(server, query, signal) {
      const asked = new URLSearchParams({ q: query, per_page: within(this.results, 1, 100, 5), explain: false });
      for (const name of FILTERS) {
        for (const value of (this[name] ?? "").split(",")) if (value.trim()) asked.append(name, value.trim());
      }
      const headers = { Accept: "application/json", "Accept-Language": this.#language };
      if (this.token) headers.Authorization = `Bearer ${this.token}`;
      const response = await fetch(`${server}/v1/search?${asked}`, { headers, signal, credentials: "omit" });
      if (response.ok) return response.json();
      const { detail } = await response.json().catch(() => ({})); // in the reader's language
      throw Object.assign(new Error(detail), { status: response.status, detail });
    }

    #showAnswer(answer, texts, server) {
      const hits = answer.abstained ? answer.nearest : answer.hits;
      const items = hits.map((hit) => this.#item(hit, answer.facets, server));
      this.#show(told(answer, hits.length, texts, this.#language), items);
    }

    #item(hit, facets, server) {
      const label = (facet, value) => facets[facet]?.find((one) => one.value === String(value))?.label ?? value;
      const page = hit.page_label ?? hit.page;
      const href = `${server}/passages/${encodeURIComponent(hit.passage_id)}`;
      const link = make("a", { href }, page === null ? hit.title : `${hit.title}, p. ${page}`);
      link.addEventListener("click", (event) => {
        if (!this.#tell("kb-open", { passage: hit.passage_id, url: href }, true)) event.preventDefault();
      });
      const facts = [
        ...hit.partnerships.map((one) => label("partnership", one)),
        ...hit.countries.map((one) => label("country", one)),
        hit.year,
        label("language", hit.language),
      ];
      return make(
        "li",
        {},
        make("p", { class: "kind" }, label("kind", hit.kind)),
        make(`h${within(this.headingLevel, 2, 6, 3)}`, {}, link),
        make("p", { class: "statement", lang: hit.language }, ...marked(hit.text, hit.highlights)),
        make("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
      );
    }

    #show(message, items = []) {
      this.#status.textContent = message;
      this.#hits.replaceChildren(...items);
    }

    /** Tells the page what happened; returns false where it will see to it itself. */
    #tell(name, detail, cancelable = false) {
      return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
    }
  }

  for (const name of PLAIN) {
    Object.defineProperty(KbSearch.prototype, property(name), {
      get() {
        return this.getAttribute(name);
      },
      set(value) {
        if (value == null) this.removeAttribute(name);
        else this.setAttribute(name, value);
      },
      enumerable: true,
      configurable: true,
    });
  }

  if (!customElements.get("kb-search")) customElements.define("kb-search", KbSearch);
}
