  const template = one("#inline");
  let opened = null;

  // A point's evidence unfolds below it; a table's is copied from the notes to below the table.
  function close(refocus) {
    const { link, box } = opened || {};
    opened = null;
    all(".f.on").forEach((e) => { e.classList.remove("on"); e.setAttribute("aria-expanded", "false"); });
    all(".qs .hit").forEach((e) => e.classList.remove("hit"));
    if (box?.matches("details")) box.open = false;
    else if (box) box.remove();
    if (refocus && link) link.focus();
  }

  function copied(n, table) {
    const box = template.content.cloneNode(true).firstElementChild;
    one(".x", box).addEventListener("click", () => close(true));
    all(".e", one(`#n${n}`)).forEach((e) => {
      const item = document.createElement("li");
      item.append(...[...e.childNodes].map((child) => child.cloneNode(true)));
      one("ul", box).append(item);
    });
    table.after(box);
    box.setAttribute("aria-labelledby", table.getAttribute("aria-labelledby"));
    return box;
  }

  function open(link) {
    const again = opened?.link === link;
    close(false);
    if (again) return;
    const n = link.dataset.n;
    const host = link.closest(".pt,.tw");
    const unfolded = one("details.ev", host);
    const box = unfolded || copied(n, host);
    if (unfolded) {
      unfolded.open = true;
      all(`li[data-n~="${n}"]`, unfolded).forEach((e) => e.classList.add("hit"));
    }
    opened = { link, box };
    all(`.f[data-n="${n}"]`, host).forEach((e) => { e.classList.add("on"); e.setAttribute("aria-expanded", "true"); });
    box.scrollIntoView({ block: "nearest" });
  }

  const marks = all(".f").filter((e) => e.closest(".pt,.tw"));
  marks.forEach((link) => {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    const box = one("details.ev", link.closest(".pt,.tw"));
    if (box) link.setAttribute("aria-controls", box.id);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".f");
    if (!marks.includes(link)) return;
    event.preventDefault();
    open(link);
  });
  all("details.ev").forEach((box) => box.addEventListener("toggle", () => { if (!box.open && opened?.box === box) close(false); }));
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && marks.includes(event.target)) { event.preventDefault(); open(event.target); return; }
    if (event.key !== "Escape") return;
    const box = event.target.closest("details.ev[open]");
    if (box && opened?.box !== box) { box.open = false; one("summary", box).focus(); }
    else if (opened) close(true);
  });
