"""What people write to name a Neo4j database: ``neo4j://host:7687/database``, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

from graphkit.errors import StoreError


@dataclass(frozen=True, slots=True)
class Neo4jAddress:
    """A server as the driver takes it, and a database; empty for the user's home database."""

    uri: str
    database: str = ""

    @classmethod
    def parse(cls, text: str, database: str = "") -> Self:
        """Take an address apart; ``database`` is the one where the address names none.

        Raises StoreError where it is none, or holds credentials: the driver would leave those in its messages,
        and others read them in the list of processes.
        """
        scheme, _, rest = text.partition("://")
        if "@" in rest:
            raise StoreError(
                f"the Neo4j address {scheme}://…@{rest.rpartition('@')[2]} holds credentials;"
                " leave them out, and set NEO4J_USERNAME and NEO4J_PASSWORD"
            )
        try:
            parts = urlsplit(text)
            if not parts.hostname:
                raise ValueError("it names no server")
            _ = parts.port  # raises where it is no number
        except ValueError as error:
            raise StoreError(f"the Neo4j address {text!r} cannot be used: {error}; write neo4j://host:7687") from None
        # A path means nothing to the driver, which would pass over it and use the home database.
        routing = f"?{parts.query}" if parts.query else ""
        return cls(f"{parts.scheme}://{parts.netloc}{routing}", unquote(parts.path.strip("/")) or database)

    def __str__(self) -> str:
        return f"{self.uri.partition('?')[0]}/{self.database}" if self.database else self.uri.partition("?")[0]
