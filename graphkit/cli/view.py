"""The ``view`` command: a page to look at, for people who have no Neo4j."""

from __future__ import annotations

import sys
import webbrowser
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.options import OntologyFile, Store
from graphkit.cli.output import note, write_lines


def view(
    entities: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ENTITY]...", help="Show what is around these, by name, alias or id; else the most connected."
        ),
    ] = None,
    store: Store = None,
    output: Annotated[
        str, typer.Option("--output", "-o", help="The page to write, - for standard output.")
    ] = "graphkit.html",
    open_it: Annotated[
        bool | None,
        typer.Option(
            "--open/--no-open", help="Open the page in your web browser. [default: on a terminal]", show_default=False
        ),
    ] = None,
    steps: Annotated[int, typer.Option(min=0, help="How many relationships away from the entities.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=5000, help="At most so many entities.")] = 300,
    predicates: Annotated[
        list[str] | None, typer.Option("--predicate", help="Only such relationships, as USES; may be repeated.")
    ] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Only relationships as sure as this.")] = 0.0,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Only what was reported on that day or later."),
    ] = None,
    ontology: OntologyFile = None,
) -> None:
    """Write one page, which needs no network, with the graph to look at, search and filter, down to the sentences."""
    from graphkit import KnowledgeGraph

    with KnowledgeGraph.open(store, ontology=ontology, read_only=True) as graph:
        page = graph.view(
            *entities or (),
            steps=steps,
            limit=limit,
            predicates=predicates or None,
            min_confidence=min_confidence,
            since=since,
        )
    write_lines([page], output)
    if output == "-":
        return
    print(output)
    opens = sys.stdout.isatty() if open_it is None else open_it
    if opens and not webbrowser.open(Path(output).resolve().as_uri()):
        note("no web browser could be opened here; open the page yourself")
