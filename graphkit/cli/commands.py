"""The commands. Each one opens a ``KnowledgeGraph``, makes one call, and prints what it gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphkit.cli.browser import browser
from graphkit.cli.ending import SOME_FAILED, Commands
from graphkit.cli.explain import explain
from graphkit.cli.options import (
    AsJson,
    MinConfidence,
    ModelFolder,
    OntologyFile,
    OutputFile,
    OutputFormat,
    QueriesFolder,
    SourceFormat,
    Sources,
    Store,
)
from graphkit.cli.output import (
    Format,
    clean,
    fail,
    note,
    write_claims,
    write_json,
    write_lines,
    write_pairs,
    write_rows,
    write_table,
)
from graphkit.cli.schema import schema
from graphkit.cli.view import view
from graphkit.errors import QueryError

if TYPE_CHECKING:
    from pathlib import Path

    from graphkit import Failure, KnowledgeGraph, Report
    from graphkit.queries import Query

app = typer.Typer(
    name="graphkit",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Read articles into a knowledge graph of companies and technologies, and ask it. "
    "Every relationship leads to the sentence it was read from.",
)


@app.command()
def ingest(
    sources: Sources,
    store: Store = None,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes that read articles side by side.")] = 1,
    input_format: SourceFormat = None,
    ontology: OntologyFile = None,
    model: ModelFolder = None,
    min_confidence: MinConfidence = None,
) -> None:
    """Read articles and write what they say into the graph. Articles that it holds already are passed over."""
    from graphkit.cli.progress import shown

    with (
        _open(store, ontology=ontology, model=model, min_confidence=min_confidence) as graph,
        shown(sources) as progress,
    ):
        report = graph.ingest(*sources, workers=workers, format=input_format, progress=progress)
    _tell(report)


@app.command()
def extract(
    sources: Sources,
    output: OutputFile = "-",
    input_format: SourceFormat = None,
    model: ModelFolder = None,
    min_confidence: MinConfidence = None,
) -> None:
    """Write what articles say as JSON Lines, without a graph; `graphkit load` takes them in."""
    import graphkit
    from graphkit.extraction_files import dump

    failed: list[Failure] = []

    def lines() -> Iterator[str]:
        for item in graphkit.extract(*sources, model=model, format=input_format, min_confidence=min_confidence):
            if isinstance(item, graphkit.Failure):
                failed.append(item)
                fail(str(item))
            else:
                yield dump(item) + "\n"

    write_lines(lines(), output)
    if failed:
        raise typer.Exit(SOME_FAILED)


@app.command()
def load(
    files: Annotated[list[str], typer.Argument(help="JSON Lines that `graphkit extract` wrote, - for standard input.")],
    store: Store = None,
    ontology: OntologyFile = None,
) -> None:
    """Write extractions that were made before, by a model or by people, into the graph."""
    from graphkit.cli.progress import shown

    with _open(store, ontology=ontology) as graph, shown(files) as progress:
        report = graph.load(*files, progress=progress)
    _tell(report)


@app.command()
def query(
    name: Annotated[str, typer.Argument(help="The query; `graphkit queries` lists them.")],
    parameters: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Its parameters.")] = None,
    store: Store = None,
    format: OutputFormat = Format.table,
    queries: QueriesFolder = None,
    ontology: OntologyFile = None,
) -> None:
    """Ask a canned query, for example: graphkit query clients_of vendor="Clearview AI"."""
    given = _pairs(parameters or [])
    # The query is checked before the store is opened: a slip of the pen needs no graph to be told.
    _queries(queries)[name].bind(given)
    with _open(store, ontology=ontology, queries=queries, read_only=True) as graph:
        rows = graph.query(name, **given)
    write_rows(rows, format)


@app.command("queries")
def list_queries(
    name: Annotated[str | None, typer.Argument(help="Show this one, with its parameters and an example.")] = None,
    queries: QueriesFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the canned queries, or show one."""
    from graphkit.rows import Rows

    known = _queries(queries)
    chosen = [known[name]] if name else list(known.values())
    if as_json:
        write_json([_described(query) for query in chosen])
    elif name:
        _show_query(chosen[0])
    else:
        rows = [{"theme": q.theme, "query": q.name, "takes": _takes(q), "answers": q.title} for q in chosen]
        write_table(Rows(rows))


@app.command()
def show(
    entity: Annotated[str, typer.Argument(help="A name or alias in any case, or an id.")],
    store: Store = None,
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many relationships and claims.")] = 50,
) -> None:
    """Show what is known of an entity: its names, relationships, and the sentences behind them."""
    with _open(store, read_only=True) as graph:
        view = graph.entity(entity, limit=limit)
    if as_json:
        fields = {n: getattr(view, n) for n in ("id", "name", "kind", "aliases", "articles")}
        write_json({**fields, "neighbours": view.neighbours.to_dicts(), "claims": view.claims.to_dicts()})
        return
    write_pairs({"id": view.id, "name": view.name, "also": view.aliases, "articles": view.articles})
    columns = ("direction", "relation", "other", "kind", "status", "claims", "articles", "last_seen")
    write_table(_only(view.neighbours, columns), "Relationships")
    write_claims(view.claims)


@app.command()
def stats(store: Store = None, as_json: AsJson = False) -> None:
    """Count what is in the graph."""
    with _open(store, read_only=True) as graph:
        found = graph.stats()
    if as_json:
        write_json(found)
        return
    write_pairs({name: value for name, value in found.items() if not isinstance(value, dict)})
    for what, counts in found.items():
        if isinstance(counts, dict):
            print(f"\n{what}")
            write_pairs({f"  {name}": count for name, count in counts.items()})


@app.command()
def export(
    format: Annotated[
        str,
        typer.Argument(
            help="jsonl (everything, a line each), graphml, gexf (for Gephi), html (a page to look at),"
            " cypher (for Neo4j), followthemoney (for Aleph), csv, or neo4j-admin (for its importer)."
        ),
    ],
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="The same as --output.", show_default=False)] = "-",
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", help="The file to write, - for standard output; for csv and neo4j-admin, a folder."
        ),
    ] = "-",
    store: Store = None,
) -> None:
    """Write the whole graph out, sorted: equal graphs give equal files."""
    if path != "-" and output != "-":
        raise QueryError(f"{path} and {output} are both named; name one file or folder to write")
    target = path if output == "-" else output
    with _open(store, read_only=True) as graph:
        if format == "csv" and target != "-":
            graph.export_tables(target)
        elif format == "neo4j-admin" and target != "-":
            _tell_import(graph.export_admin_files(target)[0])
        else:
            write_lines(graph.export(format), target)


@app.command()
def forget(
    articles: Annotated[list[str], typer.Argument(help="Articles by URL or, where they have none, by id.")],
    store: Store = None,
    ontology: OntologyFile = None,
) -> None:
    """Withdraw articles, their claims, and what rests on them alone."""
    with _open(store, ontology=ontology) as graph:
        count = graph.forget(*articles)
    note(f"{count} of {len(set(articles))} articles withdrawn")
    if count < len(set(articles)):
        fail("the others are not in the graph; `graphkit query busiest_articles` shows how articles are called")
        raise typer.Exit(SOME_FAILED)


@app.command()
def rebuild(store: Store = None, ontology: OntologyFile = None) -> None:
    """Derive names and relationships anew from the claims; nothing should differ."""
    with _open(store, ontology=ontology) as graph:
        count = graph.rebuild()
    note(f"{count} relationships differed")


app.command()(schema)
app.command()(browser)
app.command()(explain)
app.command()(view)


@app.command()
def version() -> None:
    """Print the version."""
    from graphkit import __version__

    print(f"graphkit {__version__}")


def _open(store: str | None, **options: Any) -> KnowledgeGraph:
    from graphkit import KnowledgeGraph

    return KnowledgeGraph.open(store, **options)


def _queries(folder: str | None) -> Any:
    from graphkit.queries import Queries

    return Queries(folder)


def _tell(report: Report) -> None:
    """Name each failure, then sum up; exit code 1 where something failed."""
    for failure in report.failed:
        fail(str(failure))
    note(str(report))
    if report.failed:
        raise typer.Exit(SOME_FAILED)


def _tell_import(script: Path) -> None:
    """Show the command that a script runs in its folder."""
    command = script.read_text(encoding="utf-8").partition("\nexec ")[2]
    note(f"with the server stopped, run {script}; it goes to its folder and gives the command")
    for line in command.splitlines():
        note(line)


def _pairs(arguments: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals or not key:
            raise QueryError(f"{argument!r} is no parameter: write key=value, with quotes around spaces")
        if key in pairs:
            raise QueryError(f"the parameter {key} is given twice")
        pairs[key] = value
    return pairs


def _only(rows: Any, columns: tuple[str, ...]) -> Any:
    from graphkit.rows import Rows

    return Rows([{column: row[column] for column in columns} for row in rows], columns)


def _takes(query: Query) -> str:
    return " ".join(p.name if p.required else f"[{p.name}]" for p in query.parameters)


def _described(query: Query) -> dict[str, Any]:
    parameters = [{n: getattr(p, n) for n in p.__slots__} for p in query.parameters]
    fields = {n: getattr(query, n) for n in ("name", "title", "description", "theme", "columns", "cypher")}
    return {**fields, "parameters": parameters, "example": example_call(query)}


def example_call(query: Query) -> str:
    """Return a command that asks the query."""
    given = [f'{name}="{value}"' if " " in str(value) else f"{name}={value}" for name, value in query.example.items()]
    return " ".join(["graphkit query", query.name, *given])


def _show_query(query: Query) -> None:
    print(f"{clean(query.title)}\n{clean(query.description)}\n")
    for parameter in query.parameters:
        default = "optional" if parameter.default is None else f"default {parameter.default}"
        need = "required" if parameter.required else default
        print(f"  {parameter.name} ({parameter.type}, {need}): {clean(parameter.description)}")
    print(f"\n{example_call(query)}\n\n{query.cypher.partition(chr(10) * 2)[2].strip()}")


__all__ = ["app", "example_call"]
