"""graphkit reads articles into a knowledge graph of companies and technologies.

Every edge of the graph leads to the sentence that it was read from::

    from graphkit import KnowledgeGraph

    with KnowledgeGraph.open("graphkit.kgl") as graph:
        graph.ingest("data/articles")
        for row in graph.query("clients_of", vendor="Clearview AI"):
            print(row["client"], row["status"])
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphkit.articles import Failure
    from graphkit.errors import (
        ArticleError,
        GraphkitError,
        ModelError,
        OntologyError,
        QueryError,
        StoreError,
        StoreLockedError,
    )
    from graphkit.extraction.explanation import Explanation
    from graphkit.graph import EntityView, KnowledgeGraph, explain, extract
    from graphkit.ingestion import Report
    from graphkit.ontology import Ontology
    from graphkit.records import Article, Claim, Entity, Extraction, Mention
    from graphkit.rows import Rows

__version__ = "0.1.0"

# Names are imported when they are first used, so that `import graphkit` takes no time.
_HOMES = {
    "Article": "graphkit.records",
    "ArticleError": "graphkit.errors",
    "Claim": "graphkit.records",
    "Entity": "graphkit.records",
    "EntityView": "graphkit.graph",
    "Explanation": "graphkit.extraction.explanation",
    "Extraction": "graphkit.records",
    "Failure": "graphkit.articles",
    "GraphkitError": "graphkit.errors",
    "KnowledgeGraph": "graphkit.graph",
    "Mention": "graphkit.records",
    "ModelError": "graphkit.errors",
    "Ontology": "graphkit.ontology",
    "OntologyError": "graphkit.errors",
    "QueryError": "graphkit.errors",
    "Report": "graphkit.ingestion",
    "Rows": "graphkit.rows",
    "StoreError": "graphkit.errors",
    "StoreLockedError": "graphkit.errors",
    "explain": "graphkit.graph",
    "extract": "graphkit.graph",
}

__all__ = [
    "Article",
    "ArticleError",
    "Claim",
    "Entity",
    "EntityView",
    "Explanation",
    "Extraction",
    "Failure",
    "GraphkitError",
    "KnowledgeGraph",
    "Mention",
    "ModelError",
    "Ontology",
    "OntologyError",
    "QueryError",
    "Report",
    "Rows",
    "StoreError",
    "StoreLockedError",
    "__version__",
    "explain",
    "extract",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'graphkit' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
