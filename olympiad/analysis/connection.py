"""Whether judges can be compared at all: groups of a design that nothing links, and what a link hangs by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

Node = tuple[str, str]
"""Kind of the node (`judge`, `target`) and its name."""
Graph = dict[Node, dict[Node, None]]
"""Node → the nodes beside it, in their order."""


@dataclass(frozen=True)
class Connection:
    """The graph of judges and targets: a line for each mark."""

    groups: tuple[dict[str, list[str]], ...]
    """Connected parts, the largest first: kind → names."""
    cut_vertices: dict[str, list[str]]
    """Kind → names without which a part would fall apart."""
    bridging: dict[str, list[str]] = field(default_factory=dict)
    """The cut vertices without which judges could not be compared with one another."""
    lone_judges: tuple[str, ...] = ()
    """Judges with a single target."""


def connection(pairs: Iterable[tuple[str, str]]) -> Connection:
    """Return how (target, judge) pairs hang together.

    >>> found = connection([("T1", "A"), ("T1", "B"), ("T2", "B"), ("T3", "C")])
    >>> found.groups[0], found.cut_vertices
    ({'judge': ['A', 'B'], 'target': ['T1', 'T2']}, {'judge': ['B'], 'target': ['T1']})
    """
    return _connection(tuple(pairs))


@lru_cache(maxsize=32)
def _connection(pairs: tuple[tuple[str, str], ...]) -> Connection:
    """Return what `connection` says; kept, since severity, order and agreement ask for the same sheets one after another."""
    graph = _graph(pairs)
    parts = sorted(_parts(graph), key=len, reverse=True)
    cut = _cut_vertices(graph)
    bridging = {node for node in cut if _parts_judges(graph, node)}
    lone = tuple(name for (kind, name), near in graph.items() if kind == "judge" and len(near) == 1)
    return Connection(
        tuple(_by_kind(graph, part) for part in parts), _by_kind(graph, cut), _by_kind(graph, bridging), lone
    )


def _graph(pairs: Iterable[tuple[str, str]]) -> Graph:
    graph: Graph = defaultdict(dict)
    for target, judge in pairs:
        graph["judge", judge][("target", target)] = None
        graph["target", target][("judge", judge)] = None
    return graph


def _by_kind(graph: Graph, chosen: set[Node]) -> dict[str, list[str]]:
    """Return the names of the chosen nodes by kind, in the graph's order."""
    names: dict[str, list[str]] = {"judge": [], "target": []}
    for kind, name in graph:
        if (kind, name) in chosen:
            names[kind].append(name)
    return names


def _parts(graph: Graph, without: Node | None = None) -> list[set[Node]]:
    seen: set[Node] = set() if without is None else {without}
    parts = []
    for start in graph:
        if start in seen:
            continue
        part, waiting = {start}, [start]
        while waiting:
            new = graph[waiting.pop()].keys() - part - seen
            part |= new
            waiting.extend(new)
        seen |= part
        parts.append(part)
    return parts


def _parts_judges(graph: Graph, node: Node) -> bool:
    """Tell whether judges fall into more parts without the node."""

    def with_judges(parts: Sequence[set[Node]]) -> int:
        return sum(any(kind == "judge" for kind, _ in part) for part in parts)

    own = next(part for part in _parts(graph) if node in part)
    inner = {one: near for one, near in graph.items() if one in own}
    return with_judges(_parts(inner, without=node)) > 1


def _cut_vertices(graph: Graph) -> set[Node]:
    """Return the articulation points (Hopcroft and Tarjan), without recursion."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    cut: set[Node] = set()
    for root in graph:
        if root not in order:
            _walk(graph, root, order, low, cut)
    return cut


def _walk(graph: Graph, root: Node, order: dict[Node, int], low: dict[Node, int], cut: set[Node]) -> None:
    order[root] = low[root] = len(order)
    branches = 0
    stack = [(root, root, iter(graph[root]))]
    while stack:
        node, parent, near = stack[-1]
        child = next((one for one in near if one != parent), None)
        if child is None:
            stack.pop()
            if node != root:
                low[parent] = min(low[parent], low[node])
                if parent != root and low[node] >= order[parent]:
                    cut.add(parent)
        elif child in order:
            low[node] = min(low[node], order[child])
        else:
            order[child] = low[child] = len(order)
            branches += node == root
            stack.append((child, node, iter(graph[child])))
    if branches > 1:
        cut.add(root)
