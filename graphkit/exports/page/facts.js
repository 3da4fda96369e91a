// The panel beside the picture: what is known of an entity, and the sentences behind a relationship.

const panel = document.getElementById("facts");

// Everything from outside goes through here, as text or as an attribute, never as markup.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function drawing(kind, tag, attributes) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const shape = svg.appendChild(document.createElementNS(space, tag));
  svg.setAttribute("class", kind);
  svg.setAttribute("aria-hidden", "true");
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  return svg;
}

function dot(kind) {
  const { color, border } = content.types[kind];
  return drawing("dot", "circle", { cx: 7, cy: 7, r: 6, fill: color, stroke: border });
}

function line(color, status) {
  const pattern = dashes(status);
  return drawing("sign", "line", {
    x1: 0, y1: 7, x2: 30, y2: 7, stroke: color, "stroke-width": 2.5, "stroke-dasharray": pattern ? pattern.join(" ") : "none",
  });
}

function counted(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

function percent(confidence) {
  return `${Math.round(confidence * 100)}% sure`;
}

function period(edge) {
  if (!edge.first) return null;
  return edge.first === edge.last ? edge.first : `${edge.first} to ${edge.last}`;
}

// Isolated, so that a name from right to left doesn't turn the words around it.
function name(text) {
  return make("bdi", {}, plain(text));
}

function entityButton(node) {
  return make("button", { type: "button", class: "entity", onclick: () => choose({ node, approach: true }) }, name(node.name));
}

function chip(text, title = null) {
  return make("span", { class: "chip", title }, text);
}

function show(...children) {
  panel.replaceChildren(...children.filter((child) => child !== null));
  panel.scrollTop = 0;
}

function showStart() {
  const best = nodes.filter(nodePasses)
    .sort((a, b) => b.neighbours.size - a.neighbours.size || a.number - b.number).slice(0, 12);
  show(
    make("h2", {}, "Who is tied to whom, and who says so"),
    make("p", {}, "Click an arrow to read the sentences behind it, a dot to see all that is known of it."),
    make("p", { class: "quiet" }, "A thick arrow rests on many claims that were read with confidence; a broken one is "
      + "not, or not yet, or no longer so. What articles say is a lead, not a finding: read the sentence."),
    make("h3", {}, "Most connected"),
    make("ul", { class: "facts" }, ...best.map((node) => make("li", {},
      make("button", { type: "button", class: "fact", onclick: () => choose({ node, approach: true }) },
        dot(node.kind), " ", name(node.name),
        make("small", {}, `${content.types[node.kind].caption}, tied to ${node.neighbours.size}`))))),
  );
}

function showNode(node) {
  const shown = node.edges.filter(edgePasses);
  const hidden = node.edges.length - shown.length;
  const order = Object.keys(content.predicates);
  shown.sort((a, b) => order.indexOf(a.predicate) - order.indexOf(b.predicate) || (b.last > a.last) - (b.last < a.last));
  show(
    make("h2", {}, name(node.name)),
    make("p", {}, dot(node.kind), " ", content.types[node.kind].caption,
      make("span", { class: "quiet" }, ` · in ${counted(node.articles, "article")}`)),
    node.aliases.length ? make("p", { class: "quiet" }, "Also ", ...listed(node.aliases.map(name))) : null,
    make("h3", {}, counted(shown.length, "relationship")),
    make("ul", { class: "facts" }, ...shown.map((edge) => make("li", {}, factButton(edge)))),
    hidden ? make("p", { class: "quiet" }, `${counted(hidden, "more is", "more are")} hidden by the filters.`) : null,
  );
}

function listed(elements) {
  return elements.flatMap((element, place) => (place ? [", ", element] : [element]));
}

function factButton(edge) {
  const details = [edge.status, counted(edge.count, "claim"), period(edge), edge.contested ? "contested" : null];
  return make("button", { type: "button", class: "fact", onclick: () => choose({ edge, approach: true }) },
    name(nodes[edge.from].name), ` ${caption(edge)} `, name(nodes[edge.to].name),
    make("small", {}, details.filter(Boolean).join(" · ")));
}

function showEdge(edge) {
  const siblings = [...nodes[edge.from].edges].filter((other) => other !== edge && edgePasses(other)
    && [other.from, other.to].includes(edge.to) && [other.from, other.to].includes(edge.from));
  const more = edge.count - edge.claims.length;
  show(
    make("h2", {}, entityButton(nodes[edge.from]), ` ${caption(edge)} `, entityButton(nodes[edge.to])),
    make("p", {}, chip(edge.status, content.statuses[edge.status]),
      make("span", { class: "quiet" }, [percent(edge.confidence), period(edge)].filter(Boolean).join(" · "))),
    edge.contested ? make("p", {}, "Contested: a claim denies it.") : null,
    make("h3", {}, counted(edge.count, "claim")),
    ...edge.claims.map(claimElement),
    more > 0 ? make("p", { class: "quiet" }, `${counted(more, "older claim")} not on this page; \`graphkit query evidence\` has them all.`) : null,
    siblings.length ? make("h3", {}, "Also between the two") : null,
    siblings.length ? make("ul", { class: "facts" }, ...siblings.map((other) => make("li", {}, factButton(other)))) : null,
  );
}

const MARKS = { subject: "the one who", object: "whom or what", speaker: "says so", role: "post" };

function claimElement(claim) {
  const article = articles[claim.article];
  const sentence = claim.pieces.map(([text, names]) =>
    names ? make("mark", { class: names, title: MARKS[names] }, text) : text);
  const title = article.url
    ? make("a", { href: safe(article.url), target: "_blank", rel: "noopener noreferrer" }, name(article.title))
    : name(article.title);
  const source = [title, ...[article.publisher, article.published].filter(Boolean).map(name)];
  return make("article", { class: "claim" },
    make("blockquote", {}, ...sentence),
    make("p", {}, chip(claim.status, content.statuses[claim.status]),
      ...(claim.speaker ? [name(claim.speaker), " says so"] : ["the article says so"]),
      make("span", { class: "quiet" }, ` · ${percent(claim.confidence)}`),
      claim.role ? make("span", { class: "quiet" }, " · as ", name(claim.role)) : null),
    make("p", { class: "quiet source" }, ...listed(source)));
}

// The page was made with addresses of these kinds alone; it is checked where it counts, too.
function safe(url) {
  return /^https?:\/\//i.test(url) ? url : null;
}
