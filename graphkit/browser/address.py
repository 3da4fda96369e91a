"""Addresses of Neo4j Browser with the server, the database and a query filled in.

The Browser reads ``dbms``, ``db``, ``cmd`` and ``arg`` from its address. A password never becomes
part of one: the Browser asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote, urlencode, urlsplit

from graphkit.errors import QueryError, StoreError

SCHEMES = frozenset({"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"})
BOLT_PORT = 7687
HTTP_PORT = 7474
HTTPS_PORT = 7473
# Aura's servers have no Browser of their own; this one is run by Neo4j for them.
AURA_DOMAIN = ".databases.neo4j.io"
AURA_BROWSER = "https://browser.neo4j.io/"


@dataclass(frozen=True, slots=True)
class Browser:
    """A Neo4j Browser and the database that it is to show.

    ``root`` is where the page is, ``dbms`` the server as the driver knows it, with the user's name.
    """

    root: str
    dbms: str
    database: str = "neo4j"

    @classmethod
    def of(cls, uri: str, *, username: str = "", database: str = "neo4j", root: str = "") -> Self:
        """Return the Browser of the server at ``uri`` (``neo4j://host:7687``), and of the database that it may name.

        ``root`` is where the server is known to serve it, else that is taken from ``uri``: port 7474 of the
        same host, 7473 where the connection is encrypted, and Neo4j's own page for Aura. A user name or
        password inside ``uri`` is left out. Raises StoreError where ``uri`` is not a Neo4j address.
        """
        try:
            parts = urlsplit(uri)
            port, host = parts.port, parts.hostname
        except ValueError:
            port, host = None, None
        else:
            host = host if parts.scheme in SCHEMES else None
        if not host:
            raise StoreError("this is not the address of a Neo4j server: give one such as neo4j://localhost:7687")
        shown = f"[{host}]" if ":" in host else host
        user = f"{quote(username, safe='')}@" if username else ""
        # The Browser checks certificates with the web browser's means, whatever the driver was told.
        scheme = parts.scheme.removesuffix("sc")
        dbms = f"{scheme}://{user}{shown}:{port or BOLT_PORT}"
        named = unquote(parts.path.strip("/"))
        return cls(root or _root(host, shown, encrypted="+" in scheme), dbms, named or database)

    def address(self, query: str = "") -> str:
        """Return the address that opens the Browser with ``query`` in its editor, not yet run.

        Raises QueryError where the query holds ``&`` or ``#``, which the Browser would cut it at.
        """
        arguments = {"dbms": self.dbms, "db": self.database}
        if query:
            # It unquotes its address before it takes it apart, so that no quoting helps these two.
            held = next((sign for sign in "&#" if sign in query), None)
            if held is not None:
                raise QueryError(f"a query with {held!r} in it cannot be handed to Neo4j Browser in an address")
            arguments |= {"cmd": "edit", "arg": query}
        return f"{self.root}?{urlencode(arguments, quote_via=quote, safe='')}"


def _root(host: str, shown: str, *, encrypted: bool) -> str:
    if host.endswith(AURA_DOMAIN):
        return AURA_BROWSER
    return f"https://{shown}:{HTTPS_PORT}/browser/" if encrypted else f"http://{shown}:{HTTP_PORT}/browser/"
