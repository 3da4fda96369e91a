"""The sentences behind relationships, for a page: each with the words that carry its claim marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from graphkit.stores.base import Row, Store

Piece = tuple[str, str]  # text, and what it names: "subject", "object", "speaker", "role", or "" for neither

PAGE = 500
CLAIMS = """
UNWIND $triples AS one
MATCH (c:Claim {triple: one})-[:STATED_IN]->(a:Article)
MATCH (c)-[:SUBJECT]->(s:Entity)
MATCH (c)-[:OBJECT]->(o:Entity)
OPTIONAL MATCH (a)-[m:MENTIONS]->(s)
OPTIONAL MATCH (a)-[n:MENTIONS]->(o)
OPTIONAL MATCH (c)-[:ATTRIBUTED_TO]->(w:Entity)
RETURN one AS triple, c.id AS id, c.status AS status, c.confidence AS confidence, c.role AS role,
       c.attributed_name AS speaker, w.id AS speaker_id, c.sentence AS sentence, c.published AS published,
       m.names AS subject_names, n.names AS object_names, a.id AS article, a.title AS title, a.url AS url,
       a.publisher AS publisher, a.source_id AS source_id"""


def claims_behind(store: Store, triples: Sequence[str]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each relationship (``SUBJECT PREDICATE OBJECT``) with its claims, the newest and surest first."""
    for start in range(0, len(triples), PAGE):
        page = triples[start : start + PAGE]
        found: dict[str, list[Row]] = {triple: [] for triple in page}
        for row in store.read(CLAIMS, {"triples": page}):
            found[row["triple"]].append(row)
        for triple, rows in found.items():
            rows.sort(key=lambda row: (-row["confidence"], row["id"]))
            rows.sort(key=lambda row: row["published"], reverse=True)
            yield triple, rows


def pieces(row: Mapping[str, Any]) -> list[Piece]:
    """Cut the sentence of a claim into pieces, those that name its ends, its speaker or a post by themselves.

    Names are sought in the forms that the article has, which is where its mentions were read; an end that
    the sentence has as a pronoun stays unmarked. Of forms that overlap, the longest is taken.
    """
    sentence: str = row["sentence"]
    sought = {
        "subject": row["subject_names"] or (),
        "object": row["object_names"] or (),
        "role": (row["role"],),
        "speaker": (row["speaker"],),
    }
    spans = [
        (match.start(), match.end(), end)
        for end, forms in sought.items()
        for form in forms
        if form.strip()
        for match in _pattern(form).finditer(sentence)
    ]
    order = {end: place for place, end in enumerate(sought)}
    spans.sort(key=lambda span: (span[0] - span[1], order[span[2]], span[0]))
    taken: list[tuple[int, int, str]] = []
    for span in spans:
        if all(span[1] <= start or end <= span[0] for start, end, _ in taken):
            taken.append(span)
    cut: list[Piece] = []
    at = 0
    for start, end, names in sorted(taken):
        cut += [(sentence[at:start], ""), (sentence[start:end], names)]
        at = end
    cut.append((sentence[at:], ""))
    return [piece for piece in cut if piece[0]]


def link(url: str) -> str:
    """Return an address that a page may link to: http and https alone, anything else as the empty string."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    whole = parts.scheme.lower() in {"http", "https"} and parts.netloc and url.isprintable() and " " not in url
    return url if whole else ""


def _pattern(form: str) -> re.Pattern[str]:
    # Blanks in a name may be line ends in the text.
    words = r"\s+".join(map(re.escape, form.split()))
    left = r"(?<!\w)" if re.match(r"\w", form.strip()) else ""
    right = r"(?!\w)" if re.search(r"\w$", form.strip()) else ""
    return re.compile(left + words + right)
