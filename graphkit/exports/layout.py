"""Where the entities of a picture stand: places that are the same for the same graph, every time.

Each connected part is laid out by forces, and the parts are set beside each other, the largest first.
networkx has such layouts too, but those for more than 500 nodes want scipy, and their products of
matrices leave it to the machine in which order is summed, and so where the nodes end up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Places = dict[str, tuple[int, int]]
_Points = NDArray[np.float64]

# Pixels that two joined entities strive to be apart, across and down: names need room to their sides.
SPACING = np.array([112.0, 84.0])
GAP = 100.0  # pixels between two parts
WIDTH_TO_HEIGHT = 1.5
STEPS = (60, 300)  # of the forces, for large and for small parts
BUDGET = 120_000_000  # pairs of nodes that all steps together may look at
ROWS = 64  # nodes whose pairs are looked at together: as many as stay in a processor's cache
GRAVITY = 0.045


def places(network: nx.MultiDiGraph[Any], *, seed: int = 0) -> Places:
    """Return a place in pixels, x to the right and y down, for every node of a network."""
    joined: nx.Graph[str] = nx.Graph()
    joined.add_nodes_from(sorted(network))
    joined.add_edges_from(sorted((a, b) for a, b in network.edges() if a != b))
    parts = sorted((sorted(part) for part in nx.connected_components(joined)), key=lambda part: (-len(part), part))
    shapes = [_by_forces(part, joined, seed) for part in parts]
    found: Places = {}
    for part, points in zip(parts, _side_by_side(shapes), strict=True):
        found.update({node: (round(x), round(y)) for node, (x, y) in zip(part, points.tolist(), strict=True)})
    return found


def _by_forces(nodes: list[str], joined: nx.Graph[str], seed: int) -> _Points:
    """Lay one connected part out: Fruchterman and Reingold 1991, "Graph drawing by force-directed placement".

    Nodes push each other off as d⁻¹ and edges pull as d², both in units of ``SPACING``; a push grows with
    the number of neighbours, as in ForceAtlas2 (Jacomy et al. 2014), so that hubs get room for theirs.
    """
    count = len(nodes)
    if count == 1:
        return np.zeros((1, 2))
    number = {node: i for i, node in enumerate(nodes)}
    edges = np.array([(number[a], number[b]) for a, b in joined.subgraph(nodes).edges()])
    degree = np.array([joined.degree(node) for node in nodes], dtype=np.float64)
    mass = np.sqrt(degree)
    # Within a disc, each on a turn of its own: no two nodes begin in one place.
    draws = np.random.default_rng(seed).random(count)
    turn = np.arange(count) * math.pi * (3 - math.sqrt(5))
    radius = math.sqrt(count) * np.sqrt(0.05 + 0.95 * draws)
    points = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    steps = min(max(BUDGET // count**2, STEPS[0]), STEPS[1])
    for step in range(steps):
        force = _push(points, mass) - GRAVITY * points * mass[:, None]
        difference = points[edges[:, 0]] - points[edges[:, 1]]
        pull = difference * np.sqrt((difference**2).sum(axis=1))[:, None]
        for end, sign in ((0, -1.0), (1, 1.0)):
            for axis in (0, 1):
                force[:, axis] += sign * np.bincount(edges[:, end], weights=pull[:, axis], minlength=count)
        length = np.sqrt((force**2).sum(axis=1))
        reach = 0.12 * math.sqrt(count) * (1 - step / steps) ** 1.5 + 0.01
        points = points + force * (np.minimum(length, reach) / np.maximum(length, 1e-9))[:, None]
    spaced: _Points = points * SPACING
    return spaced


def _push(points: _Points, mass: _Points) -> _Points:
    force = np.empty_like(points)
    for start in range(0, len(points), ROWS):
        rows = slice(start, start + ROWS)
        dx = points[rows, 0, None] - points[None, :, 0]
        dy = points[rows, 1, None] - points[None, :, 1]
        strength = mass[rows, None] * mass[None, :] / np.maximum(dx * dx + dy * dy, 0.01)
        force[rows, 0] = (dx * strength).sum(axis=1)
        force[rows, 1] = (dy * strength).sum(axis=1)
    return force


def _side_by_side(shapes: Iterable[_Points]) -> Iterator[_Points]:
    """Move the parts, which come by falling size, into rows as wide as the first, or as makes a landscape format."""
    boxes = [(shape - shape.min(axis=0), shape.max(axis=0) - shape.min(axis=0) + GAP) for shape in shapes]
    area = sum(float(size[0] * size[1]) for _, size in boxes)
    widest = max((float(size[0]) for _, size in boxes), default=0.0)
    width = max(widest, math.sqrt(area * WIDTH_TO_HEIGHT))
    x = y = height = 0.0
    for shape, size in boxes:
        if x and x + float(size[0]) > width:
            x, y, height = 0.0, y + height, 0.0
        yield shape + np.array([x, y])
        x += float(size[0])
        height = max(height, float(size[1]))
