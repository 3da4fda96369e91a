"""The Neo4j store, through the official driver; Community Edition without plugins is enough.

Every write is a managed transaction: the driver repeats it where the server asks for that, as after
a deadlock or a change of leader, and while the server is away for a moment. Loaders may run side by side.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
)

from graphkit import __version__
from graphkit.errors import GraphkitError, QueryError, StoreError
from graphkit.ontology import Ontology
from graphkit.stores import statements
from graphkit.stores.address import Neo4jAddress
from graphkit.stores.base import Row
from graphkit.stores.graph import GraphStore
from graphkit.stores.writing import Transaction

Result = TypeVar("Result")
# A server that is down is told at once, one that takes no connection or stays silent soon after.
CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 15.0
# Once it did answer, a load gives it the time of a restart; a query has the driver's own half minute.
RETRY_SECONDS = 120.0
SCHEMA_SECONDS = 300
ATTEMPTS = 5
# A node that another loader deleted between being found and being locked; it is gone at the next look.
VANISHED = "Neo.ClientError.Statement.EntityNotFound"
WOULD_WRITE = "Neo.ClientError.Statement.AccessMode"
MADE_MEANWHILE = {
    f"Neo.ClientError.Schema.{name}"
    for name in ("EquivalentSchemaRuleAlreadyExists", "IndexAlreadyExists", "ConstraintAlreadyExists")
}
MADE = "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name"
NO_DATABASE = "Neo.ClientError.Database.DatabaseNotFound"

# The driver warns of each repeated transaction. Where nobody has set up logging, Python would write that to
# standard error; whoever has, still gets it.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Neo4jStore(GraphStore):
    """A graph in a Neo4j database; ``uri`` may name it: ``neo4j://host:7687/database``.

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
        self._address = Neo4jAddress.parse(uri, database=os.environ.get("NEO4J_DATABASE", ""))
        if database:
            self._address = replace(self._address, database=database)
        self._username = os.environ.get("NEO4J_USERNAME", "") if username is None else username
        password = os.environ.get("NEO4J_PASSWORD", "") if password is None else password
        self._closed = False
        self._driver = self._connect(password)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @property
    def location(self) -> str:
        """The address of the server and the database."""
        return str(self._address)

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

        with self._translated(), self._lasting_session(neo4j.WRITE_ACCESS) as session:
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

    def _answer(self, work: Callable[[Transaction], Result]) -> Result:
        def unit(tx: neo4j.ManagedTransaction) -> Result:
            return work(_Neo4jTransaction(tx))

        with self._translated(), self._lasting_session(neo4j.READ_ACCESS) as session:
            return session.execute_read(unit)

    def _connect(self, password: str) -> neo4j.Driver:
        try:
            return neo4j.GraphDatabase.driver(
                self._address.uri,
                auth=neo4j.basic_auth(self._username, password) if self._username else None,
                user_agent=f"graphkit/{__version__}",
                connection_timeout=CONNECT_SECONDS,
                # Hints for whoever writes a query by hand; the driver would log them to standard error.
                notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
            )
        except (ConfigurationError, ValueError, OSError) as error:
            raise StoreError(f"the Neo4j address {self.location} cannot be used: {_one_line(error)}") from None

    def _prepare(self) -> None:
        """See that the server and the database answer, and that the schema is there."""
        # A managed transaction would be tried again and again before anybody heard of a server that is down.
        access = neo4j.READ_ACCESS if self.read_only else neo4j.WRITE_ACCESS
        with self._translated(), self._session(access, connection_acquisition_timeout=ANSWER_SECONDS) as session:
            session.run("RETURN 1 AS one").consume()
        if self.read_only:
            return
        with self._translated(), self._session(neo4j.WRITE_ACCESS) as session:
            made = {record["name"] for record in session.run(MADE)}
            missing = [s for s in statements.schema() if statements.schema_name(s) not in made]
            if not missing:
                return  # an administrator may have made it, for loaders that have no right to
            for statement in missing:
                _make(session, statement)
            session.run("CALL db.awaitIndexes($seconds)", seconds=SCHEMA_SECONDS).consume()

    def _session(self, access: str, **options: Any) -> neo4j.Session:
        if self._closed:
            raise StoreError(f"the store {self.location} is closed")
        return self._driver.session(
            database=self._address.database or None,
            default_access_mode=access,
            # Each session sees what the ones before it wrote, on every member of a cluster.
            bookmark_manager=self._driver.execute_query_bookmark_manager,
            **options,
        )

    def _lasting_session(self, access: str) -> neo4j.Session:
        return self._session(access, max_transaction_retry_time=RETRY_SECONDS)

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
        except IncompleteCommit:
            raise StoreError(
                f"the connection to {self.location} broke while a transaction was ending, which may be there or not;"
                " give the same command again"
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
    if isinstance(error.__cause__, BaseExceptionGroup):  # one for each server that was asked; the first says enough
        error = error.__cause__.exceptions[0]
    message = error.message if isinstance(error, Neo4jError) else str(error)
    return ((message or "").strip() or type(error).__name__).splitlines()[0].rstrip(":")
