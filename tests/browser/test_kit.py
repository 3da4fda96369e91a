"""The kit's files: favourites in folders, parameters with values, and a guide whose link works."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import pytest

from graphkit.browser import Browser, first_query, write_kit
from graphkit.errors import GraphkitError
from graphkit.queries import Queries, parse_query

NAME = 'O"Neill\\ & Söhne'


def favourites(folder: Path) -> dict[str, str]:
    with zipfile.ZipFile(folder / "graphkit-favourites.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_every_query_is_a_favourite_in_the_folder_of_its_theme(tmp_path: Path) -> None:
    written = write_kit(tmp_path)
    assert sorted(path.name for path in written) == sorted(path.name for path in tmp_path.iterdir())
    held = favourites(tmp_path)
    for query in Queries().values():
        assert held[f"graphkit: {query.theme}/{query.name}.cypher"] == query.cypher
    # The Browser names a favourite by its first line.
    assert all(text.startswith("// ") for text in held.values())
    assert first_query() in held.values()


def test_the_same_queries_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = write_kit(tmp_path / "a"), write_kit(tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_every_parameter_of_every_favourite_is_set(tmp_path: Path) -> None:
    write_kit(tmp_path)
    script = (tmp_path / "parameters.cypher").read_text(encoding="utf-8")
    values = dict(re.findall(r"^:param (\w+) => (.+);$", script, flags=re.MULTILINE))
    wanted = {parameter.name for query in Queries().values() for parameter in query.parameters}
    assert wanted <= set(values)
    assert values["limit"] == "100"
    assert values["vendor"].startswith("COLLECT { MATCH (e:Entity)")


def test_a_name_of_one_type_alone_is_used_throughout() -> None:
    types: dict[str, set[str]] = {}
    for query in Queries().values():
        for parameter in query.parameters:
            types.setdefault(parameter.name, set()).add(parameter.type)
    # The Browser has one value for a name, whichever query asks for it.
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


def test_names_with_quotes_stay_text(tmp_path: Path) -> None:
    text = (
        f"// Odd\n// Parameters:\n//   who (string, required): a name. Example: {_json(NAME)}\n\nRETURN $who AS who\n"
    )
    write_kit(tmp_path, [parse_query("odd", text)])
    assert f":param who => {_json(NAME)};\n" in (tmp_path / "parameters.cypher").read_text(encoding="utf-8")
    assert favourites(tmp_path)["graphkit: more/odd.cypher"] == text


def test_the_guide_opens_the_browser_it_was_written_for(tmp_path: Path) -> None:
    browser = Browser.of("neo4j://db.example:7000", username="ann", database="<news>")
    write_kit(tmp_path, browser=browser)
    guide = (tmp_path / "guide.html").read_text(encoding="utf-8")
    assert [html.unescape(link) for link in re.findall(r'href="([^"]+)"', guide)] == [browser.address(first_query())]
    assert "<news>" not in guide
    assert "&lt;news&gt;" in guide


def test_the_guide_speaks_of_favourites_that_are_there(tmp_path: Path) -> None:
    write_kit(tmp_path)
    titles = {text.splitlines()[0].removeprefix("// ") for text in favourites(tmp_path).values()}
    named = re.findall(r"<em>(\d\. [^<]+)</em>", (tmp_path / "guide.html").read_text(encoding="utf-8"))
    assert len(named) >= 5
    assert {" ".join(name.split()) for name in named} <= titles


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GraphkitError, match=r"cannot be written to .*file"):
        write_kit(tmp_path / "file")


def _json(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
