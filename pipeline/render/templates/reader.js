  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const notes = one("#notes");
  const views = all("input[name=view]");

  // What a reader chose is remembered where the browser allows it.
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* storage is off */ } };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  const languageOf = (view) => (view === "both" ? root.dataset.zh : view);

  // What stands at the top of the screen, below the bar, stays where it is when the language changes.
  function reading() {
    const items = all(".pt,h1,h2,h3,tr,.ch,.how p,.side,.srcs li", one("main")).filter((e) => e.offsetParent);
    const tops = items.map((e) => e.getBoundingClientRect());
    const whole = tops.findIndex((at) => at.top >= 56 && at.top < innerHeight / 2);
    return items[whole >= 0 ? whole : tops.findIndex((at) => at.bottom > 60)];
  }

  function show(view) {
    const item = reading();
    const before = item && item.getBoundingClientRect().top;
    root.dataset.view = view;
    root.lang = languageOf(view);
    views.forEach((radio) => { radio.checked = radio.value === view; });
    const title = one(`h1>[lang="${root.lang}"]`);
    if (title) document.title = title.textContent;
    if (item && scrollY > 0) scrollBy({ top: item.getBoundingClientRect().top - before, behavior: "instant" });
  }
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
  show([asked.get("view"), recall("view"), root.dataset.first].find((v) => views.some((radio) => radio.value === v)));
