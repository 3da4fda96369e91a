"""What all tests share: their options, and a real Neo4j server that is started once for a run.

``--run-slow`` runs tests marked ``slow`` too. Tests that need Neo4j are skipped where none can be
had, which the summary says; with ``--require-neo4j`` or ``CI=true`` that is a failure.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import NoReturn

import pytest
from hypothesis import settings

from tests.neo4j.choice import server_for_tests
from tests.neo4j.server import Connection, MavenServer, ServerUnavailableError, resolve_class_path

NO_NEO4J = "no Neo4j server: "
FALSE_WORDS = {"", "0", "false", "no", "off"}

# How long an example takes depends on what else the machine does.
settings.register_profile("graphkit", deadline=None)
settings.load_profile("graphkit")


# A run in the background may have been told to ignore Ctrl-C, which the processes that tests interrupt would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("graphkit")
    group.addoption("--run-slow", action="store_true", help="run the tests marked slow too")
    group.addoption(
        "--require-neo4j", action="store_true", help="fail where there is no Neo4j server (CI=true does the same)"
    )
    group.addoption("--update-images", action="store_true", help="take the pictures in docs/images anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    skip_slow = pytest.mark.skip(reason="slow: give --run-slow to run it")
    for item in items:
        if {"neo4j_server", "neo4j_process", "neo4j_home"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.neo4j)
        if "slow" in item.keywords and not config.getoption("--run-slow"):
            item.add_marker(skip_slow)


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A running Neo4j server: the one named by GRAPHKIT_TEST_NEO4J, one in Docker, or one from Maven."""
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(server_for_tests(failed=lambda: request.session.testsfailed > 0))
        except ServerUnavailableError as error:
            without_neo4j(request.config, error)
        yield connection


@pytest.fixture
def neo4j_database(neo4j_server: Connection) -> Connection:
    """The same server with nothing in its database; constraints and indexes may be there."""
    neo4j_server.empty()
    return neo4j_server


@pytest.fixture
def neo4j_process(request: pytest.FixtureRequest) -> Iterator[MavenServer]:
    """A server of the test's own, fresh from Maven, which it may stop, kill and start again."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(MavenServer())
        except ServerUnavailableError as error:
            without_neo4j(request.config, error)
        yield server


@pytest.fixture
def neo4j_home(request: pytest.FixtureRequest) -> Iterator[MavenServer]:
    """A server of the test's own that was never started: its home can be filled first."""
    try:
        resolve_class_path()
    except ServerUnavailableError as error:
        without_neo4j(request.config, error)
    with closing(MavenServer()) as server:
        yield server


def without_neo4j(config: pytest.Config, error: ServerUnavailableError) -> NoReturn:
    """Skip what needs Neo4j, or fail it where a server is required."""
    if is_required(config):
        pytest.fail(f"no Neo4j server, and one is required: {error}", pytrace=False)
    pytest.skip(f"{NO_NEO4J}{error}")


def is_required(config: pytest.Config) -> bool:
    """Tell whether tests that lack something outside Python have failed, instead of being skipped."""
    return bool(config.getoption("--require-neo4j")) or os.environ.get("CI", "").lower() not in FALSE_WORDS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    # Read from the reports, which come from the workers of pytest-xdist too.
    skipped = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])]
    reasons = [words.partition(NO_NEO4J)[2] for words in skipped if NO_NEO4J in words]
    if not reasons:
        return
    terminalreporter.section("NEO4J TESTS WERE SKIPPED", sep="!", red=True, bold=True)
    terminalreporter.line(
        f"{len(reasons)} tests did not run, because there is no Neo4j server: {reasons[0]}.", red=True
    )
    terminalreporter.line(
        "Install Java 17 or 21 with Maven, start Docker, or name an empty database in"
        " GRAPHKIT_TEST_NEO4J=neo4j://user:password@host:7687/database.",
        red=True,
    )
