"""A store with articles whose every text is as bad as text gets, embedded and on a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from graphkit.stores.base import ArticleRows, Store
from graphkit.stores.embedded import EmbeddedStore
from tests.stores.conftest import neo4j_store
from tests.stores.rows import article, claim, entity, fingerprinted

HOSTILE = (
    "O'Neil \"&\" Söhne <b>AG</b> ]]> -->",
    "\"}]) AS row MATCH (n) DETACH DELETE n; //",
    "'}) DETACH DELETE n //",
    "\\u0022}]) AS row MATCH (n) DETACH DELETE n; //",
    "\\\\u0022 \\\\\\u0022 \\' \\\" \\` \\n \\uD83D \\u{1F600} ends in \\",
    "`back``tick` $parameter {id: 1} \\",
    "=cmd|'/c calc'!A0",
    "'=1+1",
    "+1 -2 @SUM(A1) \u202egnp.exe",
    "\ttab \x00nul \x1b[2J \x08 \x7f \x85 \u2028 \u2029 \ufeff \ufffe \uffff",
    "two\nlines\r\nor\rthree; {{ jinja }} :param x => 1\n:use system;",
    "北京 שלום 😀 \U0010ffff e\u0301",
)  # fmt: skip


def hostile_articles() -> list[ArticleRows]:
    """Articles with hostile names, titles, roles and sentences, each entity with an id as usual."""
    written = []
    for number, text in enumerate(HOSTILE):
        vendor = entity(text, f"alias {text}", ident=f"company/hostile-{number}")
        stated = replace(
            claim(f"key {text}", "ICE USES Clearview testing"),
            object=vendor.id, role=text, sentence=text, attributed_name=text, attributed_to=vendor.id,
        )  # fmt: skip
        plain = article(
            f"key {text}", stated, "FBI CLIENT_OF Clearview denied", entities=[entity("ICE"), vendor], text=text
        )
        written.append(
            fingerprinted(replace(plain, title=text, url=f"https://example.org/{text}", publisher=text, author=text))
        )
    return written


def open_store(kind: str, request: pytest.FixtureRequest) -> Store:
    """Open an empty store of a kind: ``embedded`` or ``neo4j``."""
    if kind == "embedded":
        return EmbeddedStore()
    server = request.getfixturevalue("neo4j_server")
    server.empty()
    return neo4j_store(server)


@pytest.fixture(params=["embedded", "neo4j"], scope="module")
def hostile(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store of each kind with the hostile articles."""
    with open_store(request.param, request) as store:
        store.write(hostile_articles())
        yield store
