// Puts the parts together.

function choose({ node = null, edge = null, approach = false }) {
  mark({ node, edge, approach });
  if (edge) showEdge(edge);
  else if (node) showNode(node);
  else showStart();
}

network.on("click", ({ nodes: hit, edges: crossed }) => {
  if (hit.length) choose({ node: nodes[hit[0]] });
  else choose({ edge: crossed.length ? edges[crossed[0]] : null });
});
network.on("hoverNode", () => { find("canvas").style.cursor = "pointer"; });
network.on("hoverEdge", () => { find("canvas").style.cursor = "pointer"; });
network.on("blurNode", () => { find("canvas").style.cursor = ""; });
network.on("blurEdge", () => { find("canvas").style.cursor = ""; });
find("nearer").addEventListener("click", () => zoom(1.4));
find("farther").addEventListener("click", () => zoom(1 / 1.4));
find("whole").addEventListener("click", () => fit());
find("everything").addEventListener("click", everything);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
if (matchMedia("(max-width: 60rem)").matches) find("filters").open = false;

legend();
dates();
confidence();
searching();
summarise();
const centres = nodes.filter((node) => node.centre);
choose({ node: centres.length === 1 ? centres[0] : null });
// A handle for whoever looks at the page with the tools of a web browser.
const shown = (set) => set.get({ filter: (item) => !item.hidden }).map((item) => item.id);
window.graphkit = Object.freeze({ network, nodes, edges, shown: () => ({ nodes: shown(drawn.nodes), edges: shown(drawn.edges) }) });
