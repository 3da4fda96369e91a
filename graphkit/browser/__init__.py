"""Neo4j Browser, made ready for a graph of graphkit's: where it is, what to run, how it looks.

``Browser`` builds addresses that open the Browser with server, database and a query filled in;
``write_kit`` writes favourites, parameters, a style and a guide to a folder. All are pure but for
the files of ``write_kit``; nothing here talks to a server.
"""

from graphkit.browser.address import Browser
from graphkit.browser.kit import first_query, write_kit
from graphkit.browser.style import style

__all__ = ["Browser", "first_query", "style", "write_kit"]
