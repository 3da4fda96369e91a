// The picture: vis-network draws the nodes at the places that were computed for them.

const DASHES = { actual: false, testing: [10, 5], planned: [3, 5], ended: [1, 7], alleged: [12, 4, 2, 4] };
const OTHER_DASHES = [6, 3];
const MOST_CAPTIONS = 30; // edges; where there are more, only those of what is chosen say what they are
const MANY_EDGES = 800; // from here on, edges are left out while the picture is moved
const DIM = 0.2;
const LABEL_LENGTH = 30; // signs

const many = edges.length > MANY_EDGES;
const chosen = { node: null, edge: null };
const drawn = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
const looks = new Map(); // what each item was drawn like, so that only what has changed is drawn anew

// The colours of the style sheet, which follow the reader's light or dark; read once for each drawing.
const colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["ink", "paper", "quiet"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
}

function dashes(status) {
  return status in DASHES ? DASHES[status] : OTHER_DASHES;
}

// Edges between the same two nodes are bent away from each other.
const bends = new Map();
const between = new Map();
for (const edge of edges) {
  const pair = [edge.from, edge.to].sort((a, b) => a - b).join(" ");
  between.set(pair, [...(between.get(pair) ?? []), edge]);
}
for (const siblings of between.values()) {
  for (const [place, edge] of siblings.entries()) {
    const bend = (place - (siblings.length - 1) / 2) * (edge.from < edge.to ? 1 : -1);
    bends.set(edge, Math.max(-0.9, Math.min(0.9, bend * 0.22)));
  }
}

// Whatever isn't near what is chosen is dimmed.
function isNear(node) {
  if (chosen.edge) return [chosen.edge.from, chosen.edge.to].some((end) => end === node.number || node.neighbours.has(end));
  return !chosen.node || chosen.node === node || chosen.node.neighbours.has(node.number);
}

function isNearEdge(edge) {
  if (chosen.edge) return [edge.from, edge.to].some((end) => end === chosen.edge.from || end === chosen.edge.to);
  return !chosen.node || edge.from === chosen.node.number || edge.to === chosen.node.number;
}

function isTold(edge) {
  if (chosen.edge) return chosen.edge === edge;
  return chosen.node !== null && (edge.from === chosen.node.number || edge.to === chosen.node.number);
}

function nodeLook(node) {
  const { color, border } = content.types[node.kind];
  const near = isNear(node);
  const outline = { background: color, border: node.centre ? colours.ink : border };
  return {
    id: node.number,
    hidden: !nodePasses(node),
    opacity: near ? 1 : DIM,
    label: near ? shortened(node.name, LABEL_LENGTH) : "",
    borderWidth: node.centre ? 4 : 1.5,
    color: { ...outline, highlight: { ...outline, border: colours.ink }, hover: outline },
    font: { color: colours.ink, strokeColor: colours.paper, strokeWidth: 4 },
  };
}

function edgeLook(edge, captions) {
  const near = isNearEdge(edge);
  const { color } = content.predicates[edge.predicate];
  const told = (captions && near) || isTold(edge);
  const status = edge.status === "actual" ? "" : ` (${edge.status})`;
  return {
    id: edge.number,
    hidden: !edgePasses(edge),
    color: { color, highlight: color, hover: color, opacity: near ? 0.85 : DIM },
    label: told ? caption(edge) + status : " ", // vis-network keeps a caption that is taken away by an empty one
    font: { color: colours.quiet, strokeColor: colours.paper, strokeWidth: 3, size: 11, align: "middle" },
  };
}

// Draw what has changed since the last time.
function draw() {
  readColours();
  const captions = edges.filter(edgePasses).length <= MOST_CAPTIONS;
  for (const [set, items, look] of [[drawn.nodes, nodes, nodeLook], [drawn.edges, edges, (e) => edgeLook(e, captions)]]) {
    const changed = [];
    for (const item of items) {
      const before = looks.get(item) ?? {};
      const wanted = look(item);
      const written = Object.fromEntries(Object.entries(wanted).map(([key, value]) => [key, JSON.stringify(value)]));
      const keys = Object.keys(wanted).filter((key) => written[key] !== before[key]);
      if (keys.length) changed.push(Object.fromEntries([["id", wanted.id], ...keys.map((key) => [key, wanted[key]])]));
      looks.set(item, written);
    }
    if (changed.length) set.update(changed);
  }
}

function started() {
  drawn.nodes.add(nodes.map((node) => ({ id: node.number, x: node.x, y: node.y, value: node.neighbours.size })));
  drawn.edges.add(edges.map((edge) => {
    const bend = bends.get(edge);
    return {
      id: edge.number,
      from: edge.from,
      to: edge.to,
      width: 1 + 1.4 * edge.confidence * Math.log2(1 + edge.count),
      dashes: dashes(edge.status),
      arrows: content.predicates[edge.predicate].symmetric ? "" : "to",
      smooth: bend
        ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) }
        : { enabled: false },
    };
  }));
  const network = new vis.Network(document.getElementById("canvas"), drawn, {
    autoResize: true,
    physics: false,
    layout: { improvedLayout: false, randomSeed: 1 },
    interaction: {
      hover: !many, hideEdgesOnDrag: many, hideEdgesOnZoom: many, tooltipDelay: 1e9,
      keyboard: { enabled: true, bindToWindow: false, autoFocus: false },
    },
    nodes: {
      shape: "dot",
      scaling: {
        min: 10, max: 40,
        label: { enabled: true, min: 17, max: 30, maxVisible: 20, drawThreshold: 7 },
        // The area, not the diameter, grows with the number of neighbours.
        customScalingFunction: (min, max, total, value) => Math.sqrt(value / Math.max(max, 1)),
      },
    },
    edges: { arrows: { to: { scaleFactor: 0.55 } }, arrowStrikethrough: false, selectionWidth: 2, hoverWidth: 1 },
  });
  const frame = document.querySelector("#canvas .vis-network");
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label",
    "Picture of the graph: arrow keys move it, + and - zoom. The search field leads to every entity by keyboard.");
  return network;
}

const network = started();
draw();
fit(false);

function fit(animation = moving()) {
  network.fit({ nodes: nodes.filter(nodePasses).map((node) => node.number), animation, maxZoomLevel: 1.1 });
}

function moving() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 350 };
}

function zoom(factor) {
  network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * factor)), animation: moving() });
}

// Mark one node or edge, or nothing, and bring it into sight where that is asked for.
function mark({ node = null, edge = null, approach = false }) {
  Object.assign(chosen, { node, edge });
  network.setSelection({ nodes: node ? [node.number] : [], edges: edge ? [edge.number] : [] },
    { highlightEdges: false });
  const sight = node ? [node.number, ...node.neighbours] : edge ? [edge.from, edge.to] : [];
  const visible = sight.filter((number) => nodePasses(nodes[number]));
  const move = () => {
    draw();
    if (approach && visible.length) network.fit({ nodes: visible, animation: moving(), maxZoomLevel: 0.9 });
  };
  // A large picture takes a second to be drawn anew, and the facts beside it shall not wait for that.
  if (many) requestAnimationFrame(() => setTimeout(move));
  else move();
}
