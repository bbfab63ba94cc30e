
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const graph = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const picture = byId("picture"), tip = byId("tip");
  const make = (name, attributes, parent) => {
    const made = document.createElementNS(SVG, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (parent) parent.append(made);
    return made;
  };
  const add = (name, text, parent, kind) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    parent.append(made);
    return made;
  };
  const say = (edge) => `${graph.nodes[edge.from].name} — ${edge.relation} → ${graph.nodes[edge.to].name}`;
  const about = (edge) => {
    const parts = edge.sources.length ? [...edge.sources] : ["no source"];
    if (edge.since || edge.until) parts.push(`${edge.since || "…"} to ${edge.until || "…"}`);
    if (edge.confidence) parts.push(`confidence ${edge.confidence}`);
    return parts.join(" · ");
  };

  // Places: springs along edges, repulsion between all, from a spiral; the same data gives the same picture.
  const nodes = graph.nodes, edges = graph.edges;
  const length = 90 + 260 / Math.sqrt(nodes.length + 1);
  nodes.forEach((node, i) => {
    const turn = i * 2.39996, reach = 26 * Math.sqrt(i + 0.5);
    node.x = reach * Math.cos(turn);
    node.y = reach * Math.sin(turn);
    node.degree = 0;
  });
  edges.forEach((edge) => { nodes[edge.from].degree += 1; nodes[edge.to].degree += 1; });
  const rounds = nodes.length > 400 ? 120 : 260;
  for (let round = 0; round < rounds; round += 1) {
    const step = 14 * (1 - round / rounds) + 0.4;
    nodes.forEach((node) => { node.dx = -node.x * 0.012; node.dy = -node.y * 0.012; });
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) {
        const a = nodes[i], b = nodes[j];
        const dx = a.x - b.x || 0.01 * (i - j), dy = a.y - b.y || 0.01;
        const push = (length * length) / (dx * dx + dy * dy + 25) / 3;
        a.dx += dx * push * 0.1; a.dy += dy * push * 0.1;
        b.dx -= dx * push * 0.1; b.dy -= dy * push * 0.1;
      }
    }
    edges.forEach((edge) => {
      const a = nodes[edge.from], b = nodes[edge.to];
      const dx = b.x - a.x, dy = b.y - a.y, far = Math.hypot(dx, dy) || 1;
      const pull = ((far - length) / far) * 0.35 / Math.sqrt(Math.max(1, Math.min(a.degree, b.degree)));
      a.dx += dx * pull; a.dy += dy * pull;
      b.dx -= dx * pull; b.dy -= dy * pull;
    });
    nodes.forEach((node) => {
      const far = Math.hypot(node.dx, node.dy) || 1, go = Math.min(far, step);
      node.x += (node.dx / far) * go;
      node.y += (node.dy / far) * go;
    });
  }

  // Relations: a colour each, the commonest first.
  const counts = new Map();
  edges.forEach((edge) => counts.set(edge.relation, (counts.get(edge.relation) || 0) + 1));
  const relations = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
  const colour = new Map(relations.map((name, i) => [name, `hsl(${Math.round(i * 137.5) % 360} 62% ${i % 2 ? 42 : 52}%)`]));
  const hidden = new Set();

  const defs = make("defs", {}, picture);
  relations.forEach((name, i) => {
    const arrow = make("marker", { id: `arrow${i}`, viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, defs);
    make("path", { d: "M0 0 L8 4 L0 8 z", fill: colour.get(name) }, arrow);
  });
  const scene = make("g", {}, picture);
  const lines = make("g", {}, scene), dots = make("g", {}, scene);

  const pairs = new Map();
  edges.forEach((edge) => {
    const key = Math.min(edge.from, edge.to) + "-" + Math.max(edge.from, edge.to);
    edge.turn = pairs.get(key) || 0;
    pairs.set(key, edge.turn + 1);
    edge.line = make("path", { class: "edge", stroke: colour.get(edge.relation), "marker-end": `url(#arrow${relations.indexOf(edge.relation)})` }, lines);
    edge.hit = make("path", { class: "hit" }, lines);
    edge.hit.addEventListener("pointermove", (event) => show(event, say(edge), about(edge)));
    edge.hit.addEventListener("pointerleave", hide);
  });
  const ranked = [...nodes].sort((a, b) => b.degree - a.degree);
  ranked.slice(45).forEach((node) => { node.minor = true; });
  const radius = (node) => 6 + Math.min(12, 2 * Math.sqrt(node.degree));
  nodes.forEach((node, i) => {
    node.group = make("g", { class: node.minor ? "node minor" : "node", tabindex: 0, role: "button", "aria-label": `${node.name}${node.types.length ? `, ${node.types.join(", ")}` : ""}, ${node.degree} facts` }, dots);
    if (node.value) make("rect", { x: -6, y: -6, width: 12, height: 12 }, node.group);
    else make("circle", { r: radius(node) }, node.group);
    const label = make("text", { x: radius(node) + 3, y: 4 }, node.group);
    label.textContent = node.name.length > 32 ? `${node.name.slice(0, 31)}…` : node.name;
    node.group.addEventListener("keydown", (event) => key(event, i));
    node.group.addEventListener("pointerdown", (event) => drag(event, i));
    node.group.addEventListener("pointermove", (event) => {
      const own = edges.filter((edge) => edge.from === i || edge.to === i);
      const read = [...new Set(own.flatMap((edge) => edge.sources))];
      show(event, node.name + (node.types.length ? ` (${node.types.join(", ")})` : ""), read.slice(0, 4).join(" · ") + (read.length > 4 ? " …" : ""));
    });
    node.group.addEventListener("pointerleave", hide);
    add("option", "", byId("names")).value = node.name;
  });

  const place = () => {
    nodes.forEach((node) => node.group.setAttribute("transform", `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})`));
    edges.forEach((edge) => {
      const a = nodes[edge.from], b = nodes[edge.to];
      const dx = b.x - a.x, dy = b.y - a.y, far = Math.hypot(dx, dy) || 1;
      const side = Math.ceil(edge.turn / 2) * (edge.turn % 2 ? 1 : -1) * (edge.from < edge.to ? 26 : -26);
      const mx = (a.x + b.x) / 2 - (dy / far) * side, my = (a.y + b.y) / 2 + (dx / far) * side;
      const rest = Math.hypot(b.x - mx, b.y - my) || 1, stop = b.value ? 9 : radius(b) + 2;
      const ex = b.x - ((b.x - mx) / rest) * stop, ey = b.y - ((b.y - my) / rest) * stop;
      const path = edge.from === edge.to
        ? `M${a.x} ${a.y} c 30 -45 -30 -45 0 -${radius(a)}`
        : `M${a.x.toFixed(1)} ${a.y.toFixed(1)} Q${mx.toFixed(1)} ${my.toFixed(1)} ${ex.toFixed(1)} ${ey.toFixed(1)}`;
      edge.line.setAttribute("d", path);
      edge.hit.setAttribute("d", path);
    });
  };

  // The view: moved by dragging the ground, scaled by the wheel and the buttons.
  const view = { x: 0, y: 0, scale: 1 };
  const look = () => {
    scene.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
    scene.style.setProperty("--letters", `${12 / Math.min(1, view.scale)}px`);
    scene.classList.toggle("far", view.scale < 0.9);
  };
  const zoom = (factor, x, y) => {
    const scale = Math.min(6, Math.max(0.1, view.scale * factor));
    view.x = x - (x - view.x) * (scale / view.scale);
    view.y = y - (y - view.y) * (scale / view.scale);
    view.scale = scale;
    look();
  };
  const fit = () => {
    const box = picture.getBoundingClientRect();
    const xs = nodes.map((node) => node.x), ys = nodes.map((node) => node.y);
    const left = Math.min(...xs) - 40, right = Math.max(...xs) + 160, top = Math.min(...ys) - 40, bottom = Math.max(...ys) + 40;
    view.scale = Math.min(1.6, box.width / (right - left), box.height / (bottom - top));
    view.x = box.width / 2 - (view.scale * (left + right)) / 2;
    view.y = box.height / 2 - (view.scale * (top + bottom)) / 2;
    look();
  };
  const middle = (factor) => {
    const box = picture.getBoundingClientRect();
    zoom(factor, box.width / 2, box.height / 2);
  };
  picture.addEventListener("wheel", (event) => {
    event.preventDefault();
    const box = picture.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  byId("in").addEventListener("click", () => middle(1.3));
  byId("out").addEventListener("click", () => middle(1 / 1.3));
  byId("fit").addEventListener("click", fit);

  const follow = (element, event, move, done) => {
    element.setPointerCapture(event.pointerId);
    let x = event.clientX, y = event.clientY, moved = false;
    const onMove = (next) => {
      if (Math.hypot(next.clientX - x, next.clientY - y) < 3 && !moved) return;
      moved = true;
      move(next.clientX - x, next.clientY - y);
      x = next.clientX; y = next.clientY;
    };
    const onUp = () => {
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerup", onUp);
      element.removeEventListener("pointercancel", onUp);
      if (!moved) done();
    };
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerup", onUp);
    element.addEventListener("pointercancel", onUp);
  };
  const drag = (event, i) => {
    event.stopPropagation();
    hide();
    follow(nodes[i].group, event, (dx, dy) => {
      nodes[i].x += dx / view.scale;
      nodes[i].y += dy / view.scale;
      place();
    }, () => choose(i));
  };
  picture.addEventListener("pointerdown", (event) => {
    follow(picture, event, (dx, dy) => { view.x += dx; view.y += dy; look(); }, () => choose(null));
  });

  // Where something was read shows under the pointer.
  function show(event, title, text) {
    tip.replaceChildren();
    add("strong", title, tip);
    if (text) add("span", text, tip, "source");
    tip.hidden = false;
    const box = picture.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(0, Math.min(event.clientY - box.top + 14, box.height - tip.offsetHeight - 8))}px`;
  }
  function hide() { tip.hidden = true; }

  // One node chosen: its facts are listed, the rest fades.
  let chosen = null;
  function choose(i) {
    chosen = i;
    const near = new Set(i === null ? [] : [i]);
    if (i !== null) edges.forEach((edge) => { if (edge.from === i || edge.to === i) { near.add(edge.from); near.add(edge.to); } });
    nodes.forEach((node, n) => {
      node.group.classList.toggle("chosen", n === i);
      node.group.classList.toggle("near", near.has(n));
      node.group.classList.toggle("faded", i !== null && !near.has(n));
      node.group.setAttribute("aria-pressed", String(n === i));
    });
    edges.forEach((edge) => edge.line.classList.toggle("faded", i !== null && edge.from !== i && edge.to !== i));
    list();
  }
  const MOST = 500;
  function list() {
    const shown = edges.filter((edge) => !hidden.has(edge.relation) && (chosen === null || edge.from === chosen || edge.to === chosen));
    byId("facts-title").textContent = chosen === null ? `Facts (${shown.length})` : `${nodes[chosen].name} (${shown.length})`;
    byId("all").hidden = chosen === null;
    const facts = byId("facts");
    facts.replaceChildren();
    shown.slice(0, MOST).forEach((edge) => {
      const item = add("li", "", facts);
      const from = add("button", nodes[edge.from].name, item);
      from.type = "button";
      from.addEventListener("click", () => choose(edge.from));
      item.append(` — ${edge.relation} → `);
      const to = add("button", nodes[edge.to].name, item);
      to.type = "button";
      to.addEventListener("click", () => choose(edge.to));
      add("span", about(edge), item, "source");
    });
    if (shown.length > MOST) add("li", `and ${shown.length - MOST} more; choose a node to see its own`, facts);
  }
  byId("all").addEventListener("click", () => choose(null));

  const key = (event, i) => {
    const moves = { ArrowLeft: [-12, 0], ArrowRight: [12, 0], ArrowUp: [0, -12], ArrowDown: [0, 12] };
    if (event.key === "Enter" || event.key === " ") choose(chosen === i ? null : i);
    else if (event.key === "Escape") choose(null);
    else if (event.key in moves) {
      nodes[i].x += moves[event.key][0];
      nodes[i].y += moves[event.key][1];
      place();
    } else return;
    event.preventDefault();
  };

  // The legend hides and shows relations.
  relations.forEach((name) => {
    const label = add("label", "", add("li", "", byId("legend")));
    const box = add("input", "", label);
    box.type = "checkbox";
    box.checked = true;
    add("span", "", label, "swatch").style.background = colour.get(name);
    add("span", name, label);
    label.append(" ");
    add("span", String(counts.get(name)), label, "count");
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(name); else hidden.add(name);
      edges.forEach((edge) => {
        edge.line.classList.toggle("off", hidden.has(edge.relation));
        edge.hit.classList.toggle("off", hidden.has(edge.relation));
      });
      list();
    });
  });

  const search = byId("search");
  const matches = () => {
    const wanted = search.value.trim().toLowerCase();
    return nodes.map((_, i) => i).filter((i) => wanted && nodes[i].name.toLowerCase().includes(wanted));
  };
  search.addEventListener("input", () => {
    const found = new Set(matches());
    nodes.forEach((node, i) => node.group.classList.toggle("match", found.has(i)));
    byId("found").textContent = search.value.trim() ? `${found.size} found` : "";
  });
  search.addEventListener("keydown", (event) => {
    const found = matches();
    if (event.key !== "Enter" || !found.length) return;
    const exact = found.find((i) => nodes[i].name.toLowerCase() === search.value.trim().toLowerCase());
    choose(exact === undefined ? found[0] : exact);
  });

  if (graph.leftOut) {
    byId("left-out").hidden = false;
    byId("left-out").textContent = `${graph.leftOut.toLocaleString("en")} more nodes belong here and are not shown; the best connected ones are.`;
  }
  place();
  fit();
  list();
  window.addEventListener("resize", fit);
})();
