"""The kit for Neo4j Browser: favourites, parameters, a style and a guide, written to a folder.

``write_kit`` writes four files: ``graphkit-favourites.zip`` (a folder of favourites for each theme; drop
it on the Browser), ``parameters.cypher``, ``style.grass`` (drop it, too) and ``guide.html``, which leads
from the first node to the sentence behind an edge. The same queries give the same bytes.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import yaml

from graphkit.browser.address import Browser
from graphkit.browser.style import style
from graphkit.errors import GraphkitError, QueryError
from graphkit.ontology import Ontology

FAVOURITES = "graphkit-favourites.zip"
PARAMETERS = "parameters.cypher"
STYLE = "style.grass"
GUIDE = "guide.html"
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: the same for every writing
# Text and comments, in which a dollar sign is no parameter; then a parameter.
TOKENS = re.compile(r"//[^\n]*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|\$(\w+)")
PARAMETERS_TITLE = "// 0. Parameters\n// Change what you like, then run this before the others."


def first_query() -> str:
    """Return the query that gives the first picture of a graph, for the editor of the Browser."""
    return _pictures()["start"]


def write_kit(
    directory: str | Path, queries: str | Path, browser: Browser | None = None, ontology: Ontology | None = None
) -> list[Path]:
    """Write the kit for the canned queries (``*.cypher``) in the folder ``queries``; return the files written.

    ``browser`` is what the links of the guide open, one on this machine if not given; ``ontology`` what
    the style colours, graphkit's own if not given. Raises QueryError where there are no queries, and
    GraphkitError where the folder cannot be written.
    """
    canned = _canned(Path(queries))
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


def parameters_script(canned: Mapping[str, str]) -> str:
    """Return ``:param`` lines that set every parameter of the pictures and of ``canned`` queries, by name."""
    examples = _settings()["parameters"]
    names = sorted({name for text in (*_pictures().values(), *canned.values()) for name in parameter_names(text)})
    # Values of JSON are literals of Cypher: numbers, booleans, and texts with the same escapes.
    lines = [f":param {name} => {json.dumps(examples.get(name, ''), ensure_ascii=False)};" for name in names]
    return "\n".join([PARAMETERS_TITLE, *lines, ""])


def parameter_names(query: str) -> set[str]:
    """Return the names of the parameters in a query; those in comments and in texts are none."""
    return {match[1] for match in TOKENS.finditer(query) if match[1]}


def _canned(folder: Path) -> dict[str, str]:
    try:
        canned = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.cypher"))}
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"the queries in {folder} cannot be read: {error}") from error
    if not canned:
        raise QueryError(f"there are no queries (*.cypher) in {folder}")
    return canned


def _favourites(canned: Mapping[str, str]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for path, text in _scripts(canned):
            entry = zipfile.ZipInfo(path, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, text)
    return archive.getvalue()


def _scripts(canned: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each favourite as its path in the archive and its text; the folders become the Browser's."""
    settings = _settings()
    pictures = settings["pictures"]
    yield f"{pictures['folder']}/{PARAMETERS}", parameters_script(canned)
    for name, text in _pictures().items():
        yield f"{pictures['folder']}/{name}.cypher", text
    folder_of = {name: folder for folder, names in settings["folders"].items() for name in names}
    for name, text in canned.items():
        yield f"{folder_of.get(name, settings['more'])}/{name}.cypher", text


def _guide(browser: Browser) -> str:
    texts = {f"{name}_text": html.escape(text) for name, text in _pictures().items()}
    return Template(_data(GUIDE)).substitute(
        texts,
        start_link=html.escape(browser.address(first_query())),
        server=html.escape(browser.dbms),
        database=html.escape(browser.database),
    )


@cache
def _settings() -> Mapping[str, Any]:
    settings: Mapping[str, Any] = yaml.safe_load(_data("kit.yaml"))
    return settings


@cache
def _pictures() -> Mapping[str, str]:
    """The queries that give pictures: they return nodes and relationships, as canned ones must not."""
    return {name: _data(f"pictures/{name}.cypher") for name in _settings()["pictures"]["order"]}


def _data(path: str) -> str:
    return resources.files("graphkit.browser").joinpath(path).read_text(encoding="utf-8")
