"""The kit for Neo4j Browser: favourites, parameters, a style and a guide, written to a folder.

``write_kit`` writes four files: ``graphkit-favourites.zip`` (a folder of favourites for each theme; drop
it on the Browser), ``parameters.cypher``, ``style.grass`` (drop it, too) and ``guide.html``, which leads
from the first node to the sentence behind an edge. The same queries give the same bytes.
"""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template

from graphkit.browser.address import Browser
from graphkit.browser.style import style
from graphkit.errors import GraphkitError
from graphkit.ontology import Ontology
from graphkit.queries import Parameter, Queries, Query, parse_query

FAVOURITES = "graphkit-favourites.zip"
PARAMETERS = "parameters.cypher"
STYLE = "style.grass"
GUIDE = "guide.html"
PICTURES = "pictures"
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: the same for every writing

PARAMETERS_HEAD = """\
// 0. Parameters
// Change what you like between the quotes, then run this before the others.
"""
# Queries take entities by id; this finds the ids of all that bear a name or alias, in any case.
LOOK_UP = "COLLECT {{ MATCH (e:Entity) WHERE any(n IN e.names WHERE toLower(n) = toLower({name})) RETURN e.id }}"


def first_query() -> str:
    """Return the query that gives the first picture of a graph, for the editor of the Browser."""
    return _pictures()["start"].cypher


def write_kit(
    directory: str | Path,
    queries: Iterable[Query] | None = None,
    browser: Browser | None = None,
    ontology: Ontology | None = None,
) -> list[Path]:
    """Write the kit for canned queries, graphkit's own if none are given; return the files written.

    ``browser`` is what the guide's link opens, one on this machine if not given; ``ontology`` what
    the style colours, graphkit's own if not given. Raises GraphkitError where the folder cannot be written.
    """
    canned = list(Queries().values() if queries is None else queries)
    browser = browser or Browser.of("neo4j://localhost:7687")
    files = {
        FAVOURITES: _favourites(canned),
        PARAMETERS: parameters_script(canned).encode(),
        STYLE: style(ontology or Ontology.load()).encode(),
        GUIDE: _guide(browser).encode(),
    }
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise GraphkitError(f"the Browser kit cannot be written to {folder}: {error.strerror or error}") from error
    return [folder / name for name in files]


def parameters_script(canned: Iterable[Query]) -> str:
    """Return a ``:param`` line for every parameter of the pictures and of canned queries, by name.

    The Browser has one value for a name, whatever the query: the example of a query that requires
    it, else the default of the first that takes it.
    """
    chosen: dict[str, Parameter] = {}
    for query in (*_pictures().values(), *canned):
        for parameter in query.parameters:
            held = chosen.setdefault(parameter.name, parameter)
            if parameter.required and not held.required:
                chosen[parameter.name] = parameter
    lines = [f":param {name} => {_expression(parameter)};\n" for name, parameter in sorted(chosen.items())]
    return PARAMETERS_HEAD + "".join(lines)


def _expression(parameter: Parameter) -> str:
    # What JSON writes is a literal of Cypher, too: null, numbers, booleans, and texts with the same escapes.
    value = json.dumps(parameter.example if parameter.required else parameter.default, ensure_ascii=False)
    return LOOK_UP.format(name=value) if parameter.type == "entity" and value != "null" else value


def _favourites(canned: Iterable[Query]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for path, text in _scripts(list(canned)):
            entry = zipfile.ZipInfo(path, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, text)
    return archive.getvalue()


def _scripts(canned: list[Query]) -> Iterator[tuple[str, str]]:
    """Yield each favourite as its path in the archive and its text; the folders become the Browser's."""
    yield f"{_folder(PICTURES)}/{PARAMETERS}", parameters_script(canned)
    for query in (*_pictures().values(), *canned):
        yield f"{_folder(query.theme)}/{query.name}.cypher", query.cypher


def _folder(theme: str) -> str:
    return f"graphkit: {theme or 'more'}"


def _guide(browser: Browser) -> str:
    texts = {f"{name}_text": html.escape(query.cypher) for name, query in _pictures().items()}
    return Template(_data(GUIDE)).substitute(
        texts,
        start_link=html.escape(browser.address(first_query())),
        server=html.escape(browser.dbms),
        database=html.escape(browser.database),
    )


@cache
def _pictures() -> dict[str, Query]:
    """The queries that give pictures: they return nodes and relationships, as canned ones must not."""
    folder = resources.files("graphkit.browser").joinpath(PICTURES)
    texts = {entry.name.removesuffix(".cypher"): entry.read_text(encoding="utf-8") for entry in folder.iterdir()}
    queries = [parse_query(name, text, theme=PICTURES, where=f"{PICTURES}/{name}") for name, text in texts.items()]
    return {query.name: query for query in sorted(queries, key=lambda query: query.title)}


def _data(path: str) -> str:
    return resources.files("graphkit.browser").joinpath(path).read_text(encoding="utf-8")
