// Search, and the legend, whose signs are the filters.

const find = (id) => document.getElementById(id);
const RESULTS = 12;

function changed() {
  draw();
  summarise();
  if (chosen.node && nodePasses(chosen.node)) showNode(chosen.node);
  else if (chosen.edge && edgePasses(chosen.edge)) showEdge(chosen.edge);
  else choose({});
}

function summarise() {
  const shown = nodes.filter(nodePasses).length;
  const whole = content.entities > shown ? ` of ${content.entities.toLocaleString("en")}` : "";
  find("summary").textContent = `${shown.toLocaleString("en")}${whole} entities, `
    + counted(edges.filter(edgePasses).length, "relationship");
  find("nothing").hidden = shown > 0;
}

function boxes(place, set, entries, count) {
  find(place).replaceChildren(...entries.map(([key, text, sign, title]) => {
    const box = make("input", { type: "checkbox", value: key, onchange: () => {
      if (box.checked) set.add(key);
      else set.delete(key);
      changed();
    } });
    box.checked = set.has(key);
    return make("label", { class: "row", title }, box, sign, make("span", {}, text), make("small", {}, String(count(key))));
  }));
}

function legend() {
  const ink = "currentColor";
  boxes("types", filters.types, Object.entries(content.types).map(([kind, { caption: text }]) => [kind, text, dot(kind), null]),
    (kind) => nodes.filter((node) => node.kind === kind).length);
  boxes("statuses", filters.statuses, Object.entries(content.statuses).filter(([status]) => edges.some((edge) => edge.status === status))
    .map(([status, text]) => [status, status, line(ink, status), text]),
  (status) => edges.filter((edge) => edge.status === status).length);
  boxes("predicates", filters.predicates, Object.entries(content.predicates)
    .map(([key, { caption: text, color }]) => [key, text, line(color, "actual"), null]),
  (key) => edges.filter((edge) => edge.predicate === key).length);
}

function everything() {
  Object.keys(content.types).forEach((kind) => filters.types.add(kind));
  edges.forEach((edge) => filters.statuses.add(edge.status) && filters.predicates.add(edge.predicate));
  Object.assign(filters, { from: "", to: "", undated: true, confidence: 0 });
  find("from").value = find("to").value = "";
  find("undated").checked = true;
  find("confidence").value = 0;
  find("least").textContent = "0%";
  legend();
  changed();
}

function dates() {
  const known = edges.filter((edge) => edge.first);
  const [first, last] = [known.map((edge) => edge.first).sort()[0], known.map((edge) => edge.last).sort().at(-1)];
  find("dates").hidden = known.length === 0;
  for (const id of ["from", "to"]) {
    find(id).min = first?.slice(0, 10) ?? "";
    find(id).max = last?.slice(0, 10) ?? "";
    find(id).addEventListener("change", () => { filters[id] = find(id).value; changed(); });
  }
  find("undated-row").hidden = known.length === edges.length;
  find("undated").addEventListener("change", () => { filters.undated = find("undated").checked; changed(); });
}

function confidence() {
  find("confidence").addEventListener("input", () => {
    filters.confidence = Number(find("confidence").value) / 100;
    find("least").textContent = `${find("confidence").value}%`;
    changed();
  });
}

// A combobox as the ARIA Authoring Practices have it: arrows move, Enter takes, Escape leaves.
function searching() {
  const [field, list] = [find("search"), find("found")];
  let place = -1;
  const point = (next) => {
    place = next;
    for (const [number, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(number === place));
    const item = list.children[place];
    item?.scrollIntoView({ block: "nearest" });
    if (item) field.setAttribute("aria-activedescendant", item.id);
    else field.removeAttribute("aria-activedescendant");
  };
  const close = () => { list.hidden = true; field.setAttribute("aria-expanded", "false"); point(-1); };
  const take = (node) => { field.value = ""; close(); choose({ node, approach: true }); panel.focus(); };
  const open = () => {
    const hits = search(field.value, RESULTS);
    list.replaceChildren(...hits.map((node, number) => make("li",
      // Before the field loses the focus, which closes the list.
      { role: "option", id: `found-${number}`, onmousedown: (event) => { event.preventDefault(); take(node); } },
      dot(node.kind), name(shortened(node.name, 60)), make("small", {}, content.types[node.kind].caption))));
    if (!hits.length) list.append(make("li", { "aria-disabled": "true" }, "Nothing here has such a name"));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    list.found = hits;
    point(hits.length && field.value ? 0 : -1);
  };
  field.addEventListener("input", open);
  field.addEventListener("focus", open);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const count = list.found?.length ?? 0;
    if (event.key === "ArrowDown" && count) point((place + 1) % count);
    else if (event.key === "ArrowUp" && count) point((place - 1 + count) % count);
    else if (event.key === "Enter" && list.found?.[place]) take(list.found[place]);
    else if (event.key === "Escape") { field.value = ""; field.blur(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("input")) return;
    if (event.key === "/") { event.preventDefault(); field.focus(); }
    if (event.key === "Escape") choose({});
  });
}
