"""Canned queries: Cypher files with a header that says what they answer and what they take.

A file is a query, known by the name of the file::

    // Clients of a vendor
    // Who uses, tests or pays a vendor.
    // Parameters:
    //   vendor (entity, required): the vendor. Example: "Clearview AI"
    //   limit (integer, default 100): at most so many rows

    MATCH ...

Types are ``string``, ``integer``, ``number``, ``boolean``, ``date`` (``2020-02-28``) and ``entity``: for
the last one a name is given, and the query receives the list of ids of what bears it.
"""

from __future__ import annotations

import datetime
import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from graphkit.errors import QueryError

TYPES = ("string", "integer", "number", "boolean", "date", "entity")
QUERY_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_PARAMETER = re.compile(r"(\w+) \((\w+), (?:(required)|default (.+?))\): (.+)")
_EXAMPLE = re.compile(r"\s*Example: (.+)$")
_USED = re.compile(r"\$(\w+)")
# Comments and what is quoted: no clause is looked for in them.
_QUOTED = re.compile(r"""//[^\n]*|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`""")
# CALL calls a procedure, unless a subquery in braces comes after it.
_WRITES = re.compile(
    r"\b(CREATE|MERGE|DELETE|DETACH|SET|REMOVE|DROP|FOREACH|LOAD\s+CSV|GRANT|DENY|REVOKE|ALTER"
    r"|CALL(?!\s*(?:\([^()]*\)\s*)?\{))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,19}(\.[0-9]{1,19})?")
_TRUE_FALSE = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query takes: ``default`` counts where it is not ``required``."""

    name: str
    type: str
    description: str
    required: bool
    default: Any = None
    example: Any = None

    def parse(self, value: Any, where: str) -> Any:
        """Return ``value``, or what its text stands for, in the parameter's type; raises QueryError."""
        if value is None and not self.required:
            return None
        checked = _convert(self.type, value)
        if checked is None:
            raise QueryError(f"{where}: {self.name} must be {_article(self.type)}, not {value!r}")
        return checked


@dataclass(frozen=True, slots=True)
class Query:
    """A canned query, as read from its file."""

    name: str
    title: str
    description: str
    theme: str
    parameters: tuple[Parameter, ...]
    cypher: str

    @property
    def example(self) -> dict[str, Any]:
        """The parameters of an example call: those that are required."""
        return {p.name: p.example for p in self.parameters if p.required}

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that the query returns."""
        return _columns(self.cypher)

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return a value for every parameter; raises QueryError where one is unknown, missing or wrong."""
        where = f"query {self.name}"
        known = [p.name for p in self.parameters]
        for name in given:
            if name not in known:
                raise QueryError(f"{where} has no parameter {name!r}; it takes {_list(known)}{nearest(name, known)}")
        missing = [p.name for p in self.parameters if p.required and given.get(p.name) is None]
        if missing:
            example = " ".join(f"{n}={json.dumps(v, ensure_ascii=False)}" for n, v in self.example.items())
            raise QueryError(f"{where} needs {_list(missing)}; for example: {example}")
        return {p.name: p.parse(given[p.name], where) if p.name in given else p.default for p in self.parameters}


class Queries(Mapping[str, Query]):
    """The canned queries by name: graphkit's own, and over them those of a user's folder."""

    def __init__(self, folder: str | Path | None = None) -> None:
        """Read the queries; raises QueryError where the folder or a file in it is wrong."""
        self._queries = {q.name: q for q in _read_folder(_own_folder(), "graphkit/queries")}
        if folder is not None:
            path = Path(folder)
            if not path.is_dir():
                raise QueryError(f"queries folder {path} is no folder: give one that holds .cypher files")
            self._queries.update((q.name, q) for q in _read_folder(path, str(path)))

    def __getitem__(self, name: str) -> Query:
        """Return a query; raises QueryError, with the nearest names, where there is none."""
        try:
            return self._queries[name]
        except KeyError:
            hint = nearest(name, self._queries) or "; `graphkit queries` lists them"
            raise QueryError(f"there is no query {name!r}{hint}") from None

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a query of this name."""
        return name in self._queries

    def __iter__(self) -> Any:
        """Iterate over the names, by theme."""
        return iter(sorted(self._queries, key=lambda n: (self._queries[n].theme, n)))

    def __len__(self) -> int:
        """Return how many queries there are."""
        return len(self._queries)


def parse_query(name: str, text: str, *, theme: str = "", where: str = "") -> Query:
    """Read one query file's text; raises QueryError, naming file and line, where it is wrong."""
    where = where or name
    if not QUERY_NAME.fullmatch(name):
        raise QueryError(f"{where}: {name!r} is no query name: use small letters, digits and _")
    header, body = _split(text)
    if not header or not header[0]:
        raise QueryError(f"{where}, line 1: a query opens with its title, as in `// Clients of a vendor`")
    begin = header.index("Parameters:") if "Parameters:" in header else len(header)
    parameters = _parameters(header[begin + 1 :], begin + 2, where)
    _check_body(body, {p.name for p in parameters}, where)
    description = " ".join(line for line in header[1:begin] if line)
    return Query(name, header[0], description, theme, parameters, text)


def check_read_only(cypher: str, where: str = "the query") -> None:
    """Raise QueryError where Cypher has a clause that writes. Stores refuse writes on their own, too."""
    found = _WRITES.search(_QUOTED.sub(" ", cypher))
    if found:
        clause = " ".join(found.group().upper().split())
        raise QueryError(f"{where} may only read, but has the clause {clause}: take it out")


def nearest(word: str, known: Iterable[str], separator: str = "; did you mean ") -> str:
    """Return words that propose what ``word`` may have been meant for, or nothing."""
    by_fold = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(word.casefold(), by_fold, n=3, cutoff=0.6)
    return f"{separator}{' or '.join(repr(by_fold[c]) for c in close)}?" if close else ""


def _own_folder() -> Traversable:
    """Return the folder of queries: inside an installed package, beside it in a checkout."""
    packaged = resources.files("graphkit").joinpath("queries")
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "queries"


def _read_folder(folder: Traversable, where: str, theme: str = "") -> list[Query]:
    queries: dict[str, Query] = {}
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        place = f"{where}/{entry.name}"
        if entry.is_dir() and not theme:
            found = _read_folder(entry, place, entry.name)
        elif entry.name.endswith(".cypher"):
            try:
                text = entry.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise QueryError(f"{place} cannot be read: {error}") from error
            found = [parse_query(entry.name.removesuffix(".cypher"), text, theme=theme, where=place)]
        else:
            continue
        for query in found:
            if query.name in queries:
                raise QueryError(f"{place}: there is a second query {query.name!r}: rename one of the two files")
            queries[query.name] = query
    return list(queries.values())


def _split(text: str) -> tuple[list[str], str]:
    """Return the lines of the header without their slashes, and the Cypher below."""
    lines = text.splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
    return [line[2:].strip() for line in lines[:count]], "\n".join(lines[count:]).strip()


def _parameters(lines: list[str], first: int, where: str) -> tuple[Parameter, ...]:
    found: dict[str, Parameter] = {}
    for number, line in enumerate(lines, first):
        match = _PARAMETER.fullmatch(line)
        place = f"{where}, line {number}"
        if match is None:
            raise QueryError(f"{place}: want `name (type, required): text` or `name (type, default VALUE): text`")
        name, type_, required, default, text = match.groups()
        if type_ not in TYPES:
            raise QueryError(f"{place}: {type_!r} is no type; types are {_list(TYPES)}{nearest(type_, TYPES)}")
        if name in found:
            raise QueryError(f"{place}: there is a second parameter {name!r}")
        example = _EXAMPLE.search(text)
        found[name] = Parameter(
            name=name,
            type=type_,
            description=_EXAMPLE.sub("", text).rstrip("."),
            required=bool(required),
            default=None if required else _literal(default, place),
            example=_literal(example.group(1), place) if example else None,
        )
        if required and not example:
            raise QueryError(f'{place}: a required parameter needs an example, as in `Example: "Clearview AI"`')
    return tuple(found.values())


def _check_body(body: str, declared: set[str], where: str) -> None:
    if not body:
        raise QueryError(f"{where}: there is no Cypher below the comments")
    check_read_only(body, where)
    used = set(_USED.findall(_QUOTED.sub(" ", body)))
    for name in sorted(used - declared):
        raise QueryError(f"{where}: ${name} is not listed under `// Parameters:`")
    for name in sorted(declared - used):
        raise QueryError(f"{where}: the parameter {name} is listed but never used")


def _columns(cypher: str) -> tuple[str, ...]:
    """Read the names off the last RETURN: each item ends in its name."""
    returned = re.split(r"\bRETURN\b", _QUOTED.sub("''", cypher))[-1]
    items = re.split(r"\b(?:ORDER BY|SKIP|LIMIT)\b", returned)[0]
    depth, top = 0, ""
    for char in items:
        depth += (char in "([{") - (char in ")]}")
        top += char if depth == 0 else " "
    return tuple(item.split()[-1] for item in top.split(",") if item.split())


def _literal(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise QueryError(f"{where}: {text} is no JSON value (text goes in double quotes)") from None


def _convert(type_: str, value: Any) -> Any:
    """Return ``value`` as the type, None where it doesn't fit. Text is what the command line gives."""
    if type_ in ("integer", "number"):
        return _number(type_, value)
    match type_, value:
        case "string" | "entity", str() if value.strip():
            return value
        case "boolean", bool():
            return value
        case "boolean", str():
            return _TRUE_FALSE.get(value.strip().lower())
        case "date", datetime.date():
            return value.isoformat()[:10]
        case "date", str() if _is_date(value):
            return value
    return None


def _number(type_: str, value: Any) -> int | float | None:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value) if "." in value else int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if type_ == "number":
        return float(value) if abs(value) < 2**63 else None
    return value if isinstance(value, int) and abs(value) < 2**63 else None


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _article(type_: str) -> str:
    named = {"integer": "a whole number", "date": "a date like 2020-02-28", "boolean": "true or false"}
    return named.get(type_) or {"entity": "the name of an entity", "string": "text"}.get(type_, f"a {type_}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
