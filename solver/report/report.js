"use strict";
(() => {
  const tasks = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const list = document.getElementById("tasks");
  const form = document.getElementById("filter");
  const namespace = document.querySelector("svg").namespaceURI;
  const CELL = 20, WIDEST = 300;

  const make = (name, words, ...children) => {
    const element = document.createElement(name);
    if (words) element.className = words;
    element.append(...children);
    return element;
  };
  const part = (name, attributes) => {
    const element = document.createElementNS(namespace, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    return element;
  };

  // Grids: one path per color, made of runs along the rows.
  const drawn = (text, truth) => {
    const rows = text.split("/"), height = rows.length, width = rows[0].length;
    const cell = Math.min(CELL, WIDEST / Math.max(width, height));
    const svg = part("svg", {
      class: "grid", viewBox: `0 0 ${width} ${height}`, width: width * cell, height: height * cell, role: "img",
      "aria-label": `grid of ${height} by ${width}`, "shape-rendering": "crispEdges",
    });
    const runs = {};
    rows.forEach((row, y) => {
      for (let start = 0, end; start < width; start = end) {
        for (end = start + 1; row[end] === row[start]; end++);
        runs[row[start]] = (runs[row[start]] || "") + `M${start} ${y}h${end - start}v1H${start}z`;
      }
    });
    for (const color in runs) svg.append(part("path", { class: `k${color}`, d: runs[color] }));
    let lines = "";
    for (let y = 0; y <= height; y++) lines += `M0 ${y}H${width}`;
    for (let x = 0; x <= width; x++) lines += `M${x} 0V${height}`;
    svg.append(part("path", { class: "lines", d: lines }));
    if (document.getElementById("digits").checked) {
      rows.forEach((row, y) => [...row].forEach((digit, x) => {
        const mark = part("text", { x: x + 0.5, y: y + 0.72 });
        mark.textContent = digit;
        svg.append(mark);
      }));
    }
    const wanted = truth ? truth.split("/") : [];
    if (wanted.length === height && wanted[0].length === width) {
      let wrong = "";
      rows.forEach((row, y) => [...row].forEach((digit, x) => {
        if (digit !== wanted[y][x]) wrong += `M${x + 0.5} ${y + 0.25}l.25 .25l-.25 .25l-.25 -.25z`;
      }));
      if (wrong) svg.append(part("path", { class: "wrong", d: wrong, "shape-rendering": "auto" }));
    }
    return svg;
  };
  const figure = (text, caption, truth) => {
    const size = text ? text.split("/").length + " x " + text.indexOf("/") : "";
    const shape = text && text.indexOf("/") < 0 ? "1 x " + text.length : size;
    return make("figure", "", text ? drawn(text, truth) : make("p", "quiet", "not readable"),
      make("figcaption", "", caption, make("br"), shape));
  };
  const pair = (left, right) => make("div", "pair", left, make("span", "", "\u2192"), right);

  // Evidence in words.
  const short = (number) => typeof number === "number" ? Number(number.toPrecision(3)) : number;
  const evidence = (attempt) => {
    const said = [`reproduces ${attempt.fits} of ${attempt.demonstrations} demonstrations`];
    if (attempt.chance !== null) said.unshift(`${Math.round(100 * attempt.chance)} % sure`);
    if (attempt.cost !== null) said.push(`cost ${short(attempt.cost)}`);
    if (attempt.layers > 1) said.push(`${attempt.layers} layers`);
    if (attempt.left_out !== null) said.push(`${attempt.left_out} of ${attempt.demonstrations} predicted when left out`);
    for (const name in attempt.evidence) said.push(`${name.replaceAll("_", " ")} ${short(attempt.evidence[name])}`);
    return said.join(", ");
  };
  // A rule part by part, drawn when it is opened.
  const applied = (steps, view) => {
    const all = make("details", "", make("summary", "", `step by step${view === "literal" ? "" : `, in frame ${view}`}`));
    all.addEventListener("toggle", () => all.append(make("ol", "steps", ...steps.map((step) => make("li", "",
      make("code", "", step.text), `: ${step.made}`, make("div", "quiet", step.meaning),
      make("div", "row", ...step.grids.map(([title, grid]) => figure(grid, title))))))), { once: true });
    return all;
  };
  const verdict = (right) => right === null ? "" : make("span", right ? "good" : "bad", right ? " \u2713 right" : " \u2717 wrong");
  const reason = (attempt) => attempt.family === null
    ? make("li", "", make("span", "quiet", "fallback: no rule was found for it"), verdict(attempt.right))
    : make("li", "", make("code", "", attempt.program), verdict(attempt.right), make("br"),
        make("span", "quiet", `${attempt.family}, frame ${attempt.view}: ${evidence(attempt)}`),
        ...(attempt.words.length ? [make("ul", "words", ...attempt.words.map(([name, words]) =>
          make("li", "", make("code", "", name), `: ${words}`)))] : []),
        ...(attempt.steps.length > 1 ? [applied(attempt.steps, attempt.view)] : []));

  const draw = (article, task) => {
    if (article.classList.contains("drawn")) return;
    article.classList.add("drawn");
    const body = make("div", "body", make("h4", "", "Demonstrations"));
    body.append(make("div", "row", ...task.train.map(([input, output], index) =>
      pair(figure(input, `input ${index + 1}`), figure(output, `output ${index + 1}`)))));
    task.attempts.forEach((attempts, index) => {
      const truth = task.truth && task.truth[index];
      body.append(make("h4", "", task.attempts.length > 1 ? `Test ${index + 1}` : "Test"));
      const row = make("div", "row", figure(task.test[index], "input"));
      attempts.forEach((attempt, place) => row.append(figure(attempt.grid, make("span", "", `attempt ${place + 1}`,
        verdict(attempt.right)), truth)));
      if (truth) row.append(figure(truth, "truth"));
      body.append(row, make("ol", "", ...attempts.map(reason)));
    });
    if (task.trouble.length) body.append(make("h4", "", "Trouble"), ...task.trouble.map((text) => make("pre", "", text)));
    article.append(body);
  };

  // A task is drawn when it comes near the window.
  const waiting = new Map();
  const near = "IntersectionObserver" in window
    ? new IntersectionObserver((entries) => {
        for (const entry of entries) {
          if (entry.isIntersecting) { draw(entry.target, waiting.get(entry.target)); near.unobserve(entry.target); }
        }
      }, { rootMargin: "800px" })
    : { observe: (article) => draw(article, waiting.get(article)) };
  addEventListener("beforeprint", () => { for (const [article, task] of waiting) if (article.isConnected) draw(article, task); });

  const articles = tasks.map((task, index) => {
    // Right because a rule said so, or for one of its outputs only because a fallback guess hit.
    const lucky = task.attempts.some((row) => !row.some((attempt) => attempt.right && attempt.family !== null));
    const told = !task.solved ? "\u2717 not solved" : lucky ? "\u2713 right by a fallback guess" : "\u2713 solved";
    const state = task.solved === null ? make("span", "", task.status)
      : make("span", task.solved ? "good" : "bad", told, ` (${task.status})`);
    const spent = `${task.seconds.toFixed(2)} CPU s, ${task.steps.toLocaleString("en")} steps, ${task.candidates} candidates`;
    const title = make("h3", "", task.id);
    title.id = `task-${index}`;
    const article = make("article", "", make("div", "", title, state, make("span", "quiet", spent)));
    article.tabIndex = 0;
    article.setAttribute("aria-labelledby", title.id);
    waiting.set(article, task);
    return article;
  });

  // The filter and the task that is gone to are kept in the address, so that they can be handed on.
  let target = null;
  const fits = (task, want) => {
    const attempts = task.attempts.flat();
    if (want.solved === "yes" && task.solved !== true) return false;
    if (want.solved === "no" && task.solved !== false) return false;
    if (want.solved === "first" && !task.attempts.every((row) => row[0].right)) return false;
    if (want.solved.startsWith("status ") && want.solved.slice(7) !== task.status) return false;
    if ((want.family || want.view) && !attempts.some((attempt) => attempt.family !== null
      && (!want.family || attempt.family === want.family) && (!want.view || attempt.view === want.view))) return false;
    if (want.from && task.seconds < Number(want.from)) return false;
    if (want.to && task.seconds > Number(want.to)) return false;
    return task.id.toLowerCase().includes(want.id.trim().toLowerCase());
  };
  const orders = {
    slow: (a, b) => tasks[b].seconds - tasks[a].seconds, fast: (a, b) => tasks[a].seconds - tasks[b].seconds,
    id: (a, b) => tasks[a].id < tasks[b].id ? -1 : 1, "": (a, b) => a - b,
  };
  const wanted = () => Object.fromEntries([...form.elements].filter((field) => field.name).map((field) => [field.name, field.value]));
  const keep = () => {
    const kept = new URLSearchParams(Object.entries(wanted()).filter(([, value]) => value));
    if (target !== null) kept.set("task", target);
    try { history.replaceState(null, "", "#" + kept); } catch { /* some viewers forbid it; the filter works without */ }
  };
  const show = () => {
    const want = wanted();
    const shown = tasks.map((_, index) => index).filter((index) => fits(tasks[index], want)).sort(orders[want.order]);
    list.replaceChildren(...shown.map((index) => articles[index]));
    for (const index of shown) if (!articles[index].classList.contains("drawn")) near.observe(articles[index]);
    const solved = shown.filter((index) => tasks[index].solved).length;
    const known = tasks.some((task) => task.solved !== null);
    document.getElementById("count").value = `${shown.length} of ${tasks.length} tasks` + (known ? `, ${solved} solved` : "");
    keep();
  };
  const goTo = (article) => {
    // Those just before it are drawn first: drawn later, they would push it out of the window.
    const shown = [...list.children], place = shown.indexOf(article);
    for (const other of shown.slice(Math.max(0, place - 3), place + 1)) draw(other, waiting.get(other));
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "start" });
  };
  form.addEventListener("input", () => { target = null; show(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { target = null; show(); }));

  // Looks are remembered where the browser lets a local file remember.
  const remember = (key, value) => { try { localStorage.setItem("tessera-" + key, value); } catch { /* not here */ } };
  const remembered = (key) => { try { return localStorage.getItem("tessera-" + key); } catch { return null; } };
  for (const key of ["theme", "colors"]) {
    const field = document.getElementById(key);
    const apply = () => { root.dataset[key] = field.value; };
    const before = remembered(key);
    if ([...field.options].some((option) => option.value === before)) field.value = before;
    field.addEventListener("input", () => { apply(); remember(key, field.value); });
    apply();
  }
  document.getElementById("digits").addEventListener("input", () => {
    for (const article of articles) {
      const body = article.querySelector(".body");
      if (body) body.remove();
      article.classList.remove("drawn");
    }
    show();
  });

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) { if (event.key === "Escape") event.target.blur(); return; }
    if (event.key === "/") { event.preventDefault(); form.elements.id.focus(); return; }
    const step = { j: 1, k: -1 }[event.key];
    const shown = [...list.children];
    if (!step || !shown.length) return;
    const here = shown.indexOf(document.activeElement.closest("article"));
    const next = shown[here < 0 ? 0 : Math.max(0, Math.min(shown.length - 1, here + step))];
    target = waiting.get(next).id;
    keep();
    goTo(next);
  });

  // A link: the filter that it names, then to its task, or else to the first task that the filter leaves.
  const follow = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const field of form.elements) if (field.name) field.value = given.get(field.name) || "";
    target = given.get("task");
    show();
    const named = articles.find((article) => article.isConnected && waiting.get(article).id === target);
    if (named) goTo(named);
    else if (list.firstChild && [...given].length) goTo(list.firstChild);
  };
  addEventListener("hashchange", follow);
  follow();
})();
