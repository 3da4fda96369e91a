"""graphkit reads articles into a knowledge graph of companies and technologies.

Every edge of the graph leads to the sentence that it was read from::

    from graphkit import KnowledgeGraph

    with KnowledgeGraph.open("graphkit.kgl") as graph:
        graph.ingest("data/articles")
        for row in graph.query("clients_of", vendor="Clearview AI"):
            print(row["client"], row["status"])
"""

__version__ = "0.1.0"
