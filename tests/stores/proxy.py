"""A network that drops connections: a proxy on a loopback port, before a server."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock, Thread

CHUNK = 4096


class CuttingProxy:
    """Passes connections on to a server; a context manager.

    The first connections are cut each after as many bytes, counted in both directions, as ``limits``
    says; those that come after them are left alone.
    """

    def __init__(self, host: str, port: int, limits: Sequence[int]) -> None:
        self.server = (host, port)
        self.limits = list(limits)
        self.cuts = 0
        self._lock = Lock()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> CuttingProxy:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end(self._listener)
        for one in self._open:
            self._end(one)

    def _accept(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                client = self._listener.accept()[0]
                server = socket.create_connection(self.server)
                self._open += [client, server]
                passage = _Passage(self.limits.pop(0) if self.limits else None)
                for source, target in ((client, server), (server, client)):
                    Thread(target=self._pass_on, args=(source, target, passage), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, passage: _Passage) -> None:
        with suppress(OSError):  # the other direction was cut, or one side has gone
            while data := source.recv(CHUNK):
                admitted = passage.admit(len(data))
                target.sendall(data[:admitted])
                if admitted < len(data):
                    with self._lock:
                        self.cuts += passage.cut()
                    break
        self._end(source)
        self._end(target)

    @staticmethod
    def _end(one: socket.socket) -> None:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for it, which closing alone does not
        one.close()


class _Passage:
    """How much of one connection is still to pass; without a limit, everything."""

    def __init__(self, limit: int | None) -> None:
        self._left = limit
        self._was_cut = False
        self._lock = Lock()

    def admit(self, count: int) -> int:
        """Return how many of so many bytes may pass."""
        with self._lock:
            if self._left is None:
                return count
            admitted = min(count, self._left)
            self._left -= admitted
            return admitted

    def cut(self) -> bool:
        """Tell whether this is the first time that the connection is cut."""
        with self._lock:
            first, self._was_cut = not self._was_cut, True
            return first
