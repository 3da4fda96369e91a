"""The ``schema`` command: the constraints and indexes that a store needs, made or printed."""

from __future__ import annotations

from typing import Annotated

import typer

from graphkit.cli.options import Store
from graphkit.cli.output import note, write_lines


def schema(
    store: Store = None,
    print_it: Annotated[
        bool, typer.Option("--print", help="Print the Cypher for an administrator to run; no store is opened.")
    ] = False,
) -> None:
    """Make the constraints and indexes of a store; all that write do so too, where they are missing."""
    from graphkit import KnowledgeGraph

    if print_it:
        write_lines([KnowledgeGraph.schema()], "-")
        return
    with KnowledgeGraph.open(store) as graph:
        note(f"the constraints and indexes of {graph.store.describe()['location']} are there")
