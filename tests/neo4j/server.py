"""A Neo4j Community server of our own, for the tests.

``MavenServer`` resolves the server with Maven (``pom.xml`` beside this file), gives it a temporary
home and free loopback ports, and waits until Bolt answers. Nothing has to be installed but Java
and Maven, and nothing is left behind but the class path in ``target/``, and the logs of a run that failed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neo4j import Auth, GraphDatabase, basic_auth
from neo4j.exceptions import DriverError, Neo4jError

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
TARGET = HERE / "target"
CLASS_PATH = TARGET / "classpath.txt"
LOGS = TARGET / "logs"

USERNAME = "neo4j"
PASSWORD = "graphkit-tests"  # of servers that live for one run on loopback addresses
DATABASE = "neo4j"

RESOLVE_SECONDS = 600.0  # 120 MB the first time
START_SECONDS = 600.0  # takes 8 s on an idle machine, minutes on one that trains a model
STOP_SECONDS = 60.0
POLL_SECONDS = 0.2
PORT_ATTEMPTS = 3

# What bin/neo4j of the server's own distribution opens to it.
JVM_OPTIONS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
    "-XX:+ExitOnOutOfMemoryError",
)


class ServerUnavailableError(Exception):
    """No server could be had; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a server answers, and how to be let in. ``http_uri`` is empty where there is no Browser."""

    uri: str
    username: str
    password: str
    database: str
    http_uri: str = ""

    @property
    def auth(self) -> Auth | None:
        """The credentials as the driver takes them; None where the server asks for none."""
        return basic_auth(self.username, self.password) if self.username else None

    def run(self, cypher: str, **parameters: object) -> list[dict[str, object]]:
        """Run one statement in its own transaction and return its rows: for arranging and checking tests."""
        with (
            GraphDatabase.driver(self.uri, auth=self.auth) as driver,
            driver.session(database=self.database) as session,
        ):
            return session.run(cypher, parameters).data()

    def wait_until_answering(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Return once the server lets us in; ``pause`` is called with the seconds to wait between two looks.

        Raises ServerUnavailableError where it doesn't within START_SECONDS.
        """
        deadline = time.monotonic() + START_SECONDS
        # Asked without routing, which would log every look in vain as a failure of a cluster.
        direct = self.uri.replace("neo4j", "bolt", 1) if self.uri.startswith("neo4j") else self.uri
        with GraphDatabase.driver(direct, auth=self.auth) as driver:
            while True:
                try:
                    with driver.session(database=self.database) as session:
                        session.run("RETURN 1").consume()
                except (DriverError, Neo4jError, OSError) as error:
                    if time.monotonic() > deadline:
                        raise ServerUnavailableError(
                            f"no answer from {self.uri} within {START_SECONDS:.0f} s: {error}"
                        ) from None
                    pause(POLL_SECONDS)
                else:
                    return

    def empty(self) -> None:
        """Delete every node and relationship, in batches; constraints and indexes stay."""
        self.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")

    def drop_schema(self) -> None:
        """Drop every constraint and every index that somebody made."""
        for row in self.run("SHOW CONSTRAINTS YIELD name"):
            self.run(f"DROP CONSTRAINT {_quoted(row['name'])} IF EXISTS")
        for row in self.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"):
            self.run(f"DROP INDEX {_quoted(row['name'])} IF EXISTS")


def _quoted(name: object) -> str:
    return "`" + str(name).replace("`", "``") + "`"


class MavenServer:
    """One server process with a home of its own; a context manager that starts and ends it.

    ``stop`` and ``start`` again keep the data and the ports, so that a test can restart a server
    under a loader; ``kill`` ends it as a power cut would. ``settings`` are added to ``neo4j.conf``.
    """

    def __init__(
        self, *, heap: str = "512m", page_cache: str = "64m", settings: Mapping[str, str] | None = None
    ) -> None:
        self.heap = heap
        self.page_cache = page_cache
        self.settings = dict(settings or {})
        self.home = Path(tempfile.mkdtemp(prefix="graphkit-neo4j-"))
        self.process: subprocess.Popen[bytes] | None = None
        self._class_path = ""
        self._ports: tuple[int, int] | None = None

    def __enter__(self) -> MavenServer:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connection(self) -> Connection:
        """Where the server answers, once it was started."""
        assert self._ports is not None, "the server was never started"
        bolt, http = self._ports
        return Connection(f"neo4j://127.0.0.1:{bolt}", USERNAME, PASSWORD, DATABASE, f"http://127.0.0.1:{http}")

    def start(self) -> Connection:
        """Start the server and wait until Bolt answers.

        Raises ServerUnavailableError where Java or Maven is missing, or the server ended or stayed silent.
        """
        self._class_path = self._class_path or resolve_class_path()
        if self._ports is not None:
            self._launch()
            return self.connection
        self.admin("dbms", "set-initial-password", PASSWORD)
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self._ports = free_ports()
            try:
                self._launch()
            except ServerUnavailableError:
                # Another process may have taken a port between our look and the server's.
                if attempt == PORT_ATTEMPTS or "already in use" not in self.console():
                    raise
            else:
                break
        return self.connection

    def admin(self, *arguments: str, timeout: float = 300.0) -> str:
        """Run ``neo4j-admin`` on the home of this server (which must be stopped for most commands)."""
        self._class_path = self._class_path or resolve_class_path()
        self._write_settings()
        done = subprocess.run(
            [*self._java(), "org.neo4j.cli.AdminTool", *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if done.returncode != 0:
            output = " ".join((done.stdout + done.stderr).split())
            raise ServerUnavailableError(f"neo4j-admin {' '.join(arguments[:2])} failed: {output[-500:]}")
        return done.stdout

    def admin_command(self) -> Path:
        """Write a ``neo4j-admin`` for the home of this server, for scripts that call one, and return its path."""
        self._class_path = self._class_path or resolve_class_path()
        self._write_settings()
        settings = [f"{name}={path}" for name, path in self._places().items()]
        words = ["env", *settings, *self._java(), "org.neo4j.cli.AdminTool"]
        path = self.home / "neo4j-admin"
        path.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
        return path

    def stop(self) -> None:
        """End the server in good order, by its process id."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process = None

    def kill(self) -> None:
        """End the server at once, in the middle of whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(STOP_SECONDS)
        self.process = None

    def close(self) -> None:
        """End the server and remove its home; closing twice does nothing.

        Nobody reads the data again, so that the ten seconds of an orderly end are spared.
        """
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def console(self) -> str:
        """Return what the server wrote to its console so far."""
        path = self.home / "console.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def keep_logs(self) -> Path:
        """Copy console and logs to where they outlive the server, and return that folder."""
        folder = LOGS / self.home.name
        folder.mkdir(parents=True, exist_ok=True)
        for log in [self.home / "console.log", *sorted((self.home / "logs").glob("*.log"))]:
            if log.is_file():
                shutil.copy(log, folder)
        return folder

    def _launch(self) -> None:
        self._write_settings()
        arguments = [
            f"--home-dir={self.home}",
            f"--config-dir={self.home / 'conf'}",
            "--console-mode",
        ]
        with (self.home / "console.log").open("ab") as console:
            self.process = subprocess.Popen(
                [*_ended_with_parent(), *self._java(), "org.neo4j.server.CommunityEntryPoint", *arguments],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the tests; they then end the server
            )
        try:
            self.connection.wait_until_answering(self._pause)
        except ServerUnavailableError as error:
            logs = self.keep_logs()
            self.stop()
            raise ServerUnavailableError(f"the Neo4j server did not start: {error}; its logs are in {logs}") from None

    def _pause(self, seconds: float) -> None:
        assert self.process is not None
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        lines = self.console().strip().splitlines() or ["it wrote nothing"]
        raise ServerUnavailableError(f"it ended with exit code {code}, last saying {lines[-1]!r}")

    def _java(self) -> list[str]:
        # Plugins come after the server, so that of two versions of a library the server's is taken.
        class_path = os.pathsep.join([self._class_path, str(self.home / "plugins" / "*")])
        return ["java", "-Xms256m", f"-Xmx{self.heap}", *JVM_OPTIONS, "-cp", class_path]

    def _environment(self) -> dict[str, str]:
        # Settings of a Neo4j that is installed on this machine must not reach ours.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
        return {**kept, **self._places()}

    def _places(self) -> dict[str, str]:
        return {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}

    def _write_settings(self) -> None:
        bolt, http = self._ports or (0, 0)
        settings = {
            "server.default_listen_address": "127.0.0.1",
            "server.default_advertised_address": "127.0.0.1",
            "server.bolt.listen_address": f":{bolt}",
            "server.bolt.advertised_address": f":{bolt}",
            "server.http.listen_address": f":{http}",
            "server.http.advertised_address": f":{http}",
            "server.https.enabled": "false",
            "server.directories.import": str(self.home / "import"),
            "server.memory.pagecache.size": self.page_cache,
            "dbms.security.auth_enabled": "true",
            # Tests of wrong passwords must not lock the others out.
            "dbms.security.auth_max_failed_attempts": "0",
            "dbms.usage_report.enabled": "false",
            "db.tx_log.preallocate": "false",
            "db.tx_log.rotation.size": "16m",
            **self.settings,
        }
        conf = self.home / "conf" / "neo4j.conf"
        conf.parent.mkdir(exist_ok=True)
        (self.home / "import").mkdir(exist_ok=True)
        conf.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8")


def resolve_class_path() -> str:
    """Return the class path of the server, fetched with Maven where it isn't there yet.

    Raises ServerUnavailableError where Java or Maven is missing or the artifacts cannot be had.
    """
    if shutil.which("java") is None:
        raise ServerUnavailableError("there is no Java on the PATH (Neo4j 5.26 needs 17 or 21)")
    if CLASS_PATH.is_file() and CLASS_PATH.stat().st_mtime > POM.stat().st_mtime:
        class_path = CLASS_PATH.read_text(encoding="utf-8").strip()
        if all(Path(entry).exists() for entry in class_path.split(os.pathsep)):
            return class_path
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerUnavailableError("there is no Maven (mvn) on the PATH")
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TARGET) as folder:
        # Written aside and moved, so that two runs at once never read half a class path.
        fresh = Path(folder) / CLASS_PATH.name
        _run_maven([maven, "-B", "-q", "-f", str(POM), "dependency:build-classpath", f"-Dmdep.outputFile={fresh}"])
        fresh.replace(CLASS_PATH)
    return CLASS_PATH.read_text(encoding="utf-8").strip()


def _run_maven(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=RESOLVE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ServerUnavailableError(f"Maven did not fetch Neo4j within {RESOLVE_SECONDS:.0f} s") from None
    if done.returncode != 0:
        errors = [line for line in (done.stdout + done.stderr).splitlines() if "[ERROR]" in line]
        raise ServerUnavailableError(f"Maven could not fetch Neo4j: {errors[0] if errors else done.stderr[-300:]}")


def free_ports() -> tuple[int, int]:
    """Return two loopback ports that nobody listens on just now."""
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _ended_with_parent() -> list[str]:
    # Where the tests themselves are killed outright, Linux ends the server for us.
    return ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
