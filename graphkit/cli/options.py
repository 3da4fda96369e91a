"""The arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from graphkit.cli.output import Format

Sources = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.")]
Store = Annotated[
    str | None,
    typer.Option(
        envvar="GRAPHKIT_STORE",
        help="A file, or a Neo4j address such as neo4j://localhost:7687. [default: NEO4J_URI, else graphkit.kgl]",
        show_default=False,
    ),
]
OntologyFile = Annotated[str | None, typer.Option("--ontology", help="A YAML file that extends the ontology.")]
QueriesFolder = Annotated[str | None, typer.Option("--queries", help="A folder with queries of your own.")]
ModelFolder = Annotated[str | None, typer.Option("--model", help="A model's folder, instead of graphkit's own.")]
MinConfidence = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Make claims from this confidence on, instead of from the model's own thresholds."),
]
SourceFormat = Annotated[
    str | None,
    typer.Option("--input-format", help="text, markdown, html, jsonl or json, where the ending doesn't say."),
]
OutputFormat = Annotated[Format, typer.Option("--format", "-f", help="How the rows are printed.")]
OutputFile = Annotated[str, typer.Option("--output", "-o", help="The file to write, - for standard output.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
