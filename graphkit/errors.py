"""What can go wrong, as one small tree.

::

    GraphkitError
    ├── ArticleError      a source cannot be read as an article
    ├── OntologyError     an ontology file, or something that the ontology doesn't allow
    ├── ModelError        the extraction model is missing or broken
    ├── QueryError        an unknown query, or a parameter that doesn't fit it
    └── StoreError        a store cannot be opened, read or written
        └── StoreLockedError   another process is writing to the embedded store

Every message says what was wrong, where, and what to do, in one line.
"""

from __future__ import annotations


class GraphkitError(Exception):
    """The base of every error that graphkit raises on purpose."""


class ArticleError(GraphkitError):
    """A source cannot be read as an article."""


class OntologyError(GraphkitError):
    """An ontology file is wrong, or something breaks the ontology."""


class ModelError(GraphkitError):
    """The extraction model is missing or cannot be loaded."""


class QueryError(GraphkitError):
    """There is no such query, or a parameter does not fit it."""


class StoreError(GraphkitError):
    """A store cannot be opened, read or written."""


class StoreLockedError(StoreError):
    """The embedded store is open for writing in another process."""
