"""Turn passages written down for people into JSON Lines in the gold shape.

    python -m training.passages FILE.txt… -o OUT.jsonl [--source TEXT] [--license TEXT]

A file holds passages, each opened by a line ``## id | title | published`` (title and date may be
empty). Under it stand the text, a line ``---``, the entities, a line ``---``, and the claims::

    ## w13-001 | Bank tries faces | 2024-05-02
    Northbank is testing Facelock, the firm confirmed.
    ---
    Company: Northbank
    Product: Facelock = the Facelock app
    ---
    Northbank | USES | Facelock | testing | is testing Facelock | by=Northbank

An entity line gives the type, the name, and after ``=`` its aliases, parted by ``|``. A claim line
gives subject, predicate, object (each by any of its forms), status, a few words that stand in its
sentence, then ``by=`` (who says so), ``role=`` and ``?`` (defensible, not required) where they
apply. Every form must stand in the text or the title.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from training import standoff
from training.examples import language

DATA = Path(__file__).parent / "data"


class PassageError(ValueError):
    """A passage does not keep the format; the message names file, passage and line."""


# It shares sentences with an article that figures are measured on.
MEASURED = frozenset({"r15-009"})


def labelled_passages(others: list[Path], corpora: Path | None = None) -> list[dict[str, Any]]:
    """Read every labelled passage once, in a fixed order.

    Ours come first, then those in other folders or files of JSON Lines, then, where the folder of the corpora is
    given, those whose text stands there. The first passage with an id counts.
    """
    paths = sorted(DATA.glob("*.jsonl"))
    for place in others:
        paths += sorted(place.glob("*.jsonl")) if place.is_dir() else [place]
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    rows = [json.loads(line) for line in lines if line.strip()]
    if corpora is not None:
        rows += standoff.read(corpora / "articles")
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row["id"], row)
    return [row for row in found.values() if row["id"] not in MEASURED]


def held_out(row: dict[str, Any]) -> bool:
    """Tell whether a passage belongs to the thirteenth that is kept out of training, for choosing settings.

    Passages of one article, ``ID`` and ``ID#2``, stay together.
    """
    article = str(row["id"]).partition("#")[0]
    return sum(map(ord, article)) % 13 == 0


def sentence_around(doc: Doc, start: int, end: int) -> list[int]:
    """Widen characters ``[start, end)`` to the bounds of the sentences that they stand in."""
    span = doc.char_span(start, end, alignment_mode="expand")
    low, high = span[0].sent.start, span[-1].sent.end
    while high > low + 1 and doc[high - 1].is_space:
        high -= 1
    return [doc[low].idx, doc[high - 1].idx + len(doc[high - 1])]


def parse(block: str, where: str) -> dict[str, Any]:
    """Read one passage; raises PassageError where it breaks the format."""
    head, _, body = block.partition("\n")
    ident, title, published = ([part.strip() for part in head.split("|")] + ["", ""])[:3]
    parts = re.split(r"^---[ \t]*$", body, flags=re.MULTILINE)
    if len(parts) != 3:
        raise PassageError(f"{where} {ident}: wants text, entities and claims parted by two '---' lines")
    text = parts[0].strip()
    doc = language()(text)
    entities: list[dict[str, Any]] = []
    by_form: dict[str, str] = {}
    for line in filter(None, map(str.strip, parts[1].splitlines())):
        kind, _, forms = line.partition(":")
        name, _, aliases = forms.partition(" = ")
        names = [name.strip(), *(a.strip() for a in aliases.split("|") if a.strip())]
        entity = {"id": f"e{len(entities) + 1}", "type": kind.strip(), "name": names[0], "aliases": names[1:]}
        entities.append(entity)
        for form in names:
            if form not in text and form not in title:
                raise PassageError(f"{where} {ident}: {form!r} is not in the text")
            by_form.setdefault(form, entity["id"])
    claims = []
    for line in filter(None, map(str.strip, parts[2].splitlines())):
        fields = [field.strip() for field in line.split("|")]
        if len(fields) < 5:
            raise PassageError(f"{where} {ident}: claim has {len(fields)} fields: {line!r}")
        subject, predicate, object_, status, snippet = fields[:5]
        missing = [form for form in (subject, object_) if form not in by_form]
        at = text.find(snippet)
        if missing or at < 0 or not snippet:
            raise PassageError(f"{where} {ident}: {missing or snippet!r} not found: {line!r}")
        extra = dict(field.split("=", 1) for field in fields[5:] if "=" in field)
        claims.append(
            {
                "subject": by_form[subject],
                "predicate": predicate,
                "object": by_form[object_],
                "status": status,
                "attributed_to": extra.get("by"),
                "role": extra.get("role"),
                "evidence": sentence_around(doc, at, at + len(snippet)),
                "required": "?" not in fields[5:],
            }
        )
    about = {"id": ident, "title": title or None, "text": text, "published": published or None}
    return {**about, "entities": entities, "claims": claims}


def read(path: Path) -> list[dict[str, Any]]:
    """Read every passage of one file, in order."""
    blocks = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [parse(block, path.name) for block in blocks]


def main(argv: list[str] | None = None) -> int:
    """Convert the files given; 1 where a passage breaks the format."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--source", default="written for training")
    parser.add_argument("--license", default="project")
    args = parser.parse_args(argv)
    try:
        rows = [row for path in args.files for row in read(path)]
    except PassageError as error:
        print(error, file=sys.stderr)
        return 1
    with args.output.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps({**row, "source": args.source, "license": args.license}, ensure_ascii=False) + "\n")
    print(f"{len(rows)} passages, {sum(len(r['claims']) for r in rows)} claims", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
