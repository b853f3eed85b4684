(() => {
  "use strict";
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const notes = one("#notes");
  const panel = one("#sb");
  const where = one("#where");
  const template = one("#inline");
  const views = all("input[name=view]");

  // What a reader chose is remembered where the browser allows it.
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* storage is off */ } };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  const languageOf = (view) => (view === "both" ? root.dataset.zh : view);

  // The first item on the screen stays where it is when the language changes.
  function show(view) {
    const item = all(".pt,h1,h2,h3,tr,.ch,.how p", one("main")).find((e) => e.offsetParent && e.getBoundingClientRect().bottom > 60);
    const before = item && item.getBoundingClientRect().top;
    root.dataset.view = view;
    root.lang = languageOf(view);
    views.forEach((radio) => { radio.checked = radio.value === view; });
    const title = one(`h1>[lang="${root.lang}"]`);
    if (title) document.title = title.textContent;
    if (item && scrollY > 0) scrollBy({ top: item.getBoundingClientRect().top - before, behavior: "instant" });
  }

  let opened = null;

  function close(refocus) {
    const from = opened;
    opened = null;
    all(".iv").forEach((e) => e.remove());
    all(".f.on").forEach((e) => { e.classList.remove("on"); e.setAttribute("aria-expanded", "false"); });
    all(".hit,.near", panel).forEach((e) => e.classList.remove("hit", "near"));
    where.replaceChildren();
    if (refocus && from) from.focus();
  }

  // The cited lines with a neighbour on each side; of long paragraphs only the cited sentences and their neighbours.
  function excerpt(hits) {
    const rows = [...new Set(hits.map((e) => e.closest("li")))];
    const numbers = hits.map((e) => +e.dataset.s).filter(Boolean);
    const low = Math.min(...numbers) - 1;
    const high = Math.max(...numbers) + 1;
    const short = (row) => row && row.textContent.length <= 140;
    const before = rows[0].previousElementSibling;
    const after = rows[rows.length - 1].nextElementSibling;
    const shown = [short(before) ? before : null, ...rows, short(after) ? after : null].filter(Boolean);
    return shown.map((row) => {
      const copy = row.cloneNode(true);
      copy.classList.remove("pa");
      all("[id]", copy).forEach((e) => e.removeAttribute("id"));
      if (!short(row)) {
        let cut = false;
        [...copy.childNodes].forEach((e) => {
          const far = e.dataset && (+e.dataset.s < low || +e.dataset.s > high);
          if (far && !cut) e.replaceWith("… ");
          else if (far) e.remove();
          cut = far;
        });
      }
      return copy;
    });
  }

  function open(link, quiet) {
    const again = opened === link;
    close(false);
    if (again) return;
    const n = link.dataset.n;
    const hits = all(`[data-n~="${n}"]`, panel);
    if (!hits.length) return;
    opened = link;
    const host = link.closest(".pt,.tw,.notes li") || link.parentNode;
    all(`.f[data-n="${n}"]`, host).forEach((e) => { e.classList.add("on"); e.setAttribute("aria-expanded", "true"); });
    hits.forEach((e) => e.classList.add("hit"));
    new Set(hits.map((e) => e.dataset.s)).forEach((s) => all(`[data-s="${s}"]`, panel).forEach((e) => e.classList.add("near")));
    all(`#n${n} .ln`).forEach((e, i) => { if (i) where.append(" · "); where.append(...[...e.childNodes].map((c) => c.cloneNode(true))); if (e.nextElementSibling?.matches(".at")) where.append(" ", e.nextElementSibling.cloneNode(true)); });
    if (panel.offsetParent) {
      const row = hits[0].closest("li");
      panel.scrollTo({ top: row.offsetTop + (hits[0].offsetTop > row.offsetTop ? 0 : hits[0].offsetTop) - panel.clientHeight * 0.3, behavior: quiet ? "instant" : "auto" });
    }
    const inline = template.content.cloneNode(true);
    one("ol", inline).append(...excerpt(hits));
    one(".x", inline).addEventListener("click", () => close(true));
    host.append(inline);
  }

  all(".f,.ln").forEach((link) => {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-controls", "sb");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".f,.ln");
    if (!link) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened) close(true);
    else if (event.key === " " && event.target.matches(".f,.ln")) { event.preventDefault(); open(event.target); }
  });
  views.forEach((radio) => radio.addEventListener("change", () => { show(radio.value); remember("view", radio.value); }));

  const button = one("#theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches);
  const press = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; remember("theme", root.dataset.theme); press(); });

  let unfolded = false;
  addEventListener("beforeprint", () => { unfolded = notes.open; notes.open = true; });
  addEventListener("afterprint", () => { notes.open = unfolded; });

  root.classList.add("js");
  if (!location.hash.startsWith("#n")) notes.open = false;
  const asked = new URLSearchParams(location.search);
  const theme = asked.get("theme") || recall("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  press();
  const wanted = [asked.get("view"), recall("view"), root.dataset.first].find((v) => views.some((radio) => radio.value === v));
  show(wanted);
  const first = asked.get("n") && all(`.f[data-n="${CSS.escape(asked.get("n"))}"]`).find((e) => e.offsetParent);
  if (first) open(first, true);
})();
