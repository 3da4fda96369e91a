"""The Neo4j store, through the official driver; Community Edition without plugins is enough.

Every write is a managed transaction: the driver repeats it where the server asks for that, as after
a deadlock or a change of leader. Loaders may run side by side.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)

from graphkit import __version__
from graphkit.errors import GraphkitError, QueryError, StoreError
from graphkit.ontology import Ontology
from graphkit.stores import statements
from graphkit.stores.base import Row
from graphkit.stores.graph import GraphStore
from graphkit.stores.writing import Transaction

Result = TypeVar("Result")
SCHEMA_SECONDS = 300
ATTEMPTS = 5
# A node that another loader deleted between being found and being locked; it is gone at the next look.
VANISHED = "Neo.ClientError.Statement.EntityNotFound"
WOULD_WRITE = "Neo.ClientError.Statement.AccessMode"
MADE_MEANWHILE = {
    f"Neo.ClientError.Schema.{name}"
    for name in ("EquivalentSchemaRuleAlreadyExists", "IndexAlreadyExists", "ConstraintAlreadyExists")
}
NO_DATABASE = "Neo.ClientError.Database.DatabaseNotFound"


class Neo4jStore(GraphStore):
    """A graph in a Neo4j database.

    What is not given is read from ``NEO4J_URI``, ``NEO4J_USERNAME``, ``NEO4J_PASSWORD`` and
    ``NEO4J_DATABASE``. Without a username the server is asked to let anybody in; without a database
    it is the user's home database. Raises StoreError where the server cannot be reached, refuses the
    credentials or has no such database. Threads may share one store.
    """

    kind = "neo4j"

    def __init__(
        self,
        uri: str | None = None,
        username: str | None = None,
        password: str | None = None,
        database: str | None = None,
        ontology: Ontology | None = None,
        read_only: bool = False,
    ) -> None:
        super().__init__(ontology, read_only)
        uri = uri or os.environ.get("NEO4J_URI", "")
        if not uri:
            raise StoreError("no Neo4j server is named; give its URI or set NEO4J_URI")
        self._uri = uri
        self._database = database or os.environ.get("NEO4J_DATABASE") or None
        self._username = os.environ.get("NEO4J_USERNAME", "") if username is None else username
        password = os.environ.get("NEO4J_PASSWORD", "") if password is None else password
        self._closed = False
        self._driver = self._connect(uri, password)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @property
    def location(self) -> str:
        """The URI of the server, without credentials, and the database."""
        parts = urlsplit(self._uri)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" + (f"/{self._database}" if self._database else "")

    def read(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run a read-only Cypher query; raises QueryError where it is wrong or would write."""

        def work(tx: neo4j.ManagedTransaction) -> list[Row]:
            return [record.data() for record in tx.run(_query(cypher), dict(parameters or {}))]

        try:
            with self._translated(), self._session(neo4j.READ_ACCESS) as session:
                return session.execute_read(work)
        except (TypeError, ValueError, OverflowError) as error:
            raise QueryError(f"the query cannot be run: {_one_line(error)}") from None

    def close(self) -> None:
        """Close the connections; closing twice does nothing."""
        if not self._closed:
            self._closed = True
            self._driver.close()

    def _writing(self, work: Callable[[Transaction], Result]) -> Result:
        def unit(tx: neo4j.ManagedTransaction) -> Result:
            return work(_Neo4jTransaction(tx))

        with self._translated(), self._session(neo4j.WRITE_ACCESS) as session:
            for _ in range(ATTEMPTS - 1):
                try:
                    return session.execute_write(unit)
                except ClientError as error:
                    if error.code != VANISHED:
                        raise
            return session.execute_write(unit)

    @contextmanager
    def _reading(self) -> Iterator[Transaction]:
        with self._translated(), self._session(neo4j.READ_ACCESS) as session, session.begin_transaction() as tx:
            yield _Neo4jTransaction(tx)

    def _connect(self, uri: str, password: str) -> neo4j.Driver:
        try:
            return neo4j.GraphDatabase.driver(
                uri,
                auth=neo4j.basic_auth(self._username, password) if self._username else None,
                user_agent=f"graphkit/{__version__}",
                # Hints for whoever writes a query by hand; the driver would log them to standard error.
                notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
            )
        except (ConfigurationError, ValueError, OSError) as error:
            raise StoreError(f"the Neo4j URI {self.location} cannot be used: {_one_line(error)}") from None

    def _prepare(self) -> None:
        """See that the server and the database answer, and that the schema is there."""
        with self._translated():
            # A transaction would be tried again for half a minute.
            self._driver.verify_connectivity()
        if self.read_only:
            with self._reading() as tx:
                tx.run("RETURN 1 AS one", {})
            return
        with self._translated(), self._session(neo4j.WRITE_ACCESS) as session:
            for statement in statements.schema():
                _make(session, statement)
            session.run("CALL db.awaitIndexes($seconds)", seconds=SCHEMA_SECONDS).consume()

    def _session(self, access: str) -> neo4j.Session:
        if self._closed:
            raise StoreError(f"the store {self.location} is closed")
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            # Each session sees what the ones before it wrote, on every member of a cluster.
            bookmark_manager=self._driver.execute_query_bookmark_manager,
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Raise what the driver reports as one line that says what to do."""
        try:
            yield
        except GraphkitError:
            raise
        except AuthError:
            raise StoreError(
                f"{self.location} refuses the user {self._username!r} or the password;"
                " check NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from None
        except ServiceUnavailable as error:
            raise StoreError(
                f"no Neo4j answers at {self.location}; start it or check NEO4J_URI ({_one_line(error)})"
            ) from None
        except Neo4jError as error:
            raise self._translate(error) from None
        except (DriverError, OSError) as error:
            raise StoreError(f"{self.location} cannot be used: {_one_line(error)}") from None

    def _translate(self, error: Neo4jError) -> GraphkitError:
        code = error.code or ""
        if code == NO_DATABASE:
            return StoreError(f"{self.location}: there is no such database; check NEO4J_DATABASE")
        if code == WOULD_WRITE:
            return QueryError("the query would change the graph; a query may only read")
        if code.startswith("Neo.ClientError.Statement."):
            return QueryError(f"the query cannot be run: {_one_line(error)}")
        return StoreError(f"{self.location} reports {_one_line(error)}")


class _Neo4jTransaction:
    """A transaction of the driver's, under the name that the writing algorithm calls it by."""

    def __init__(self, tx: neo4j.ManagedTransaction | neo4j.Transaction) -> None:
        self._tx = tx

    def run(self, cypher: str, parameters: Mapping[str, Any]) -> list[Row]:
        return [record.data() for record in self._tx.run(_query(cypher), dict(parameters))]


def _make(session: neo4j.Session, statement: str) -> None:
    """Make a constraint or an index, unless it is there."""
    try:
        session.execute_write(_run, statement)
    except ClientError as error:
        # IF NOT EXISTS looks before it locks: a store opened at the same time may have been quicker.
        if error.code not in MADE_MEANWHILE:
            raise


def _run(tx: neo4j.ManagedTransaction, cypher: str) -> None:
    tx.run(_query(cypher)).consume()


def _query(cypher: str) -> Any:
    """Hand a statement to the driver, whose types want literals so that nobody builds one out of text."""
    return cypher


def _one_line(error: BaseException) -> str:
    message = error.message if isinstance(error, Neo4jError) else str(error)
    return ((message or "").strip() or type(error).__name__).splitlines()[0]
