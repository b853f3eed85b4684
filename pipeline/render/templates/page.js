  const panel = one("#sb");
  const where = one("#where");
  const template = one("#inline");
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

  // An address may ask for a note (?n=3) or, from an issue of the newsletter, for a sentence (#s12).
  const sentence = /^#s\d+$/.test(location.hash) ? one(location.hash) : null;
  const wanted = asked.get("n") || sentence?.dataset.n?.split(" ")[0];
  const first = wanted && all(`.f[data-n="${CSS.escape(wanted)}"]`).find((e) => e.offsetParent);
  if (first) open(first, true);
  else if (sentence) panel.closest(".src").classList.add("asked");
  if (sentence) (first || sentence).scrollIntoView({ block: "center" });
