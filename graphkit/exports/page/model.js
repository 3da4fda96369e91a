// What the page knows: the content that was written into it, and which of it passes the filters.

const content = JSON.parse(document.getElementById("content").textContent);
const { nodes, edges, articles } = content;

for (const [number, node] of nodes.entries()) Object.assign(node, { number, edges: [], neighbours: new Set() });
for (const [number, edge] of edges.entries()) {
  edge.number = number;
  for (const [end, other] of [[edge.from, edge.to], [edge.to, edge.from]]) {
    nodes[end].edges.push(edge);
    nodes[end].neighbours.add(other);
  }
}

const filters = {
  types: new Set(Object.keys(content.types)),
  statuses: new Set(edges.map((edge) => edge.status)),
  predicates: new Set(Object.keys(content.predicates)),
  from: "",
  to: "",
  undated: true,
  confidence: 0,
};

function edgePasses(edge) {
  const dated = edge.first
    ? (!filters.from || edge.last >= filters.from) && (!filters.to || edge.first <= filters.to)
    : filters.undated;
  return dated && edge.confidence >= filters.confidence
    && filters.statuses.has(edge.status) && filters.predicates.has(edge.predicate)
    && filters.types.has(nodes[edge.from].kind) && filters.types.has(nodes[edge.to].kind);
}

// A node stays without an edge only where it never had one, or was asked for.
function nodePasses(node) {
  return filters.types.has(node.kind) && (node.edges.length === 0 || node.centre || node.edges.some(edgePasses));
}

function caption(edge) {
  return content.predicates[edge.predicate].caption;
}

// Without what has no look of its own, or turns the text around it.
function plain(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}

function shortened(text, length) {
  const signs = [...plain(text)];
  return signs.length > length ? `${signs.slice(0, length - 1).join("").trimEnd()}…` : signs.join("");
}

// Names as they are compared: without case, accents and signs.
function folded(text) {
  return text.normalize("NFKD").replace(/\p{Mn}+/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim().toLowerCase();
}

for (const node of nodes) node.forms = [node.name, ...node.aliases].map(folded);

// Names that begin so come first, then those with a word that does, then the rest.
function search(text, limit) {
  const sought = folded(text);
  const place = (node) => Math.min(...node.forms.map((form) =>
    form.startsWith(sought) ? 0 : form.includes(` ${sought}`) ? 1 : form.includes(sought) ? 2 : 3));
  return nodes.filter(nodePasses).map((node) => [place(node), node]).filter(([rank]) => rank < 3)
    .sort(([a, one], [b, other]) => a - b || other.neighbours.size - one.neighbours.size || one.number - other.number)
    .slice(0, limit).map(([, node]) => node);
}
