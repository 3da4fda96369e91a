"""Write ``docs/queries.md`` from the headers of the canned queries: ``python docs/cookbook.py``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from graphkit.cli.commands import example_call
from graphkit.queries import Parameter, Queries, Query

PAGE = Path(__file__).parent / "queries.md"
HEAD = """# The canned queries

This page is written by `python docs/cookbook.py` from the files in `queries/`; don't edit it.

`graphkit queries` lists the queries, `graphkit query NAME key=value...` asks one, and so does
`KnowledgeGraph.query("NAME", key=value)`. An `entity` is given by any of its names or aliases, in any case,
or by its id (`company/clearview-ai`). Text of parameters: dates are written `2020-02-28`.

The files run in Neo4j Browser as they stand. There an `entity` parameter takes a list of ids, and every
parameter needs a value:

    :param vendor => ["company/clearview-ai"]
    :params {kind: null, status: null, since: null, limit: 100}

The rows of queries on relationships tell the `status` of the latest claims, whether some claim denies it
(`contested`), the number of `claims` and `articles`, the highest `confidence`, and the first and last day
that it was reported (`first_seen`, `last_seen`, empty where no article has a date). The query `evidence` gives
the sentences behind each.
"""


def page() -> str:
    """Return the text of the page."""
    queries = list(Queries().values())
    parts = [HEAD]
    for theme, group in groupby(queries, key=lambda query: query.theme):
        parts.append(f"\n## {theme.capitalize()}\n")
        parts += ["\n".join(_section(query)) for query in group]
    return "\n".join(parts)


def _section(query: Query) -> Iterator[str]:
    yield f"### {query.name}: {query.title}\n"
    yield f"{query.description}\n"
    yield "| parameter | type | default | |"
    yield "|---|---|---|---|"
    for parameter in query.parameters:
        yield f"| `{parameter.name}` | {parameter.type} | {_default(parameter)} | {_cell(parameter.description)} |"
    yield f"\nColumns: {', '.join(f'`{column}`' for column in query.columns)}\n"
    yield f"    {example_call(query)}\n"


def _default(parameter: Parameter) -> str:
    if parameter.required:
        return "required"
    return "" if parameter.default is None else f"`{json.dumps(parameter.default)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
