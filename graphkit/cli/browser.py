"""The ``browser`` command: where Neo4j Browser shows the graph, and a kit that makes it ready for one."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.output import note
from graphkit.errors import StoreError


def browser(
    store: Annotated[
        str | None,
        typer.Option(
            envvar="GRAPHKIT_STORE",
            help="A Neo4j address such as neo4j://localhost:7687. [default: NEO4J_URI]",
            show_default=False,
        ),
    ] = None,
    at: Annotated[
        str, typer.Option(metavar="URL", help="Where the Browser is, if not where such a server has it.")
    ] = "",
    open_it: Annotated[bool, typer.Option("--open", help="Open the address in your web browser.")] = False,
    kit: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write favourites, parameters, a style and a guide for the Browser there."),
    ] = None,
    queries: Annotated[str | None, typer.Option(help="A folder with queries of your own, for the kit.")] = None,
    ontology: Annotated[str | None, typer.Option(help="A YAML file that extends the ontology, for the kit.")] = None,
) -> None:
    """Print the address of Neo4j Browser with server, database and a first query filled in."""
    from graphkit.browser import Browser, first_query, write_kit
    from graphkit.ontology import Ontology
    from graphkit.queries import Queries

    uri = store or os.environ.get("NEO4J_URI", "")
    if "://" not in uri:
        raise StoreError("Neo4j Browser shows graphs in Neo4j: give --store neo4j://HOST:7687 or set NEO4J_URI")
    database = os.environ.get("NEO4J_DATABASE") or "neo4j"
    found = Browser.of(uri, username=os.environ.get("NEO4J_USERNAME", ""), database=database, root=at)
    address = found.address(first_query())
    if kit is not None:
        write_kit(kit, Queries(queries).values(), found, Ontology.load(ontology))
        note(f"the kit is in {kit}; begin with {kit / 'guide.html'}")
    print(address)
    if open_it and not webbrowser.open(address):
        note("no web browser could be opened here; open the address yourself")
