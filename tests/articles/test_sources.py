"""Which files a source stands for, and what becomes of files that cannot be read."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graphkit.articles import Failure, read
from graphkit.errors import ArticleError
from graphkit.records import Article
from tests.articles.reading import article, articles, failure, piped


def write(path: Path, text: str = "Acme bought Bolt.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def ids(*sources: str | Path) -> list[str]:
    return [found.id for found in articles(*sources)]


def test_file_is_known_by_its_path_below_the_current_directory(here: Path) -> None:
    path = write(here / "news" / "a.txt")
    assert ids("news/a.txt") == ids("./news/../news/a.txt") == ids(path) == ["news/a.txt"]


def test_file_elsewhere_is_known_by_its_absolute_path(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.mktemp("elsewhere") / "a.txt")
    assert ids(path) == [path.as_posix()]


def test_folder_is_searched_in_sorted_order(here: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.html", "sub/deep/d.TXT", "another/e.jsonl"):
        write(here / name, '{"text": "<p>x</p>"}' if name.endswith("l") else "x")
    (here / "sub/c.html").write_text("<html><body><p>Acme Corp. bought Bolt Ltd.</p></body></html>")
    assert ids(".") == ["a.md", "b.txt", "another/e.jsonl:1", "sub/c.html", "sub/deep/d.TXT"]


def test_folder_hidden_and_foreign_files_are_passed_over(here: Path) -> None:
    for name in (".hidden.txt", ".git/a.txt", "picture.png", "noending", "read.txt"):
        write(here / name)
    assert ids(here) == ["read.txt"]


def test_folder_named_like_a_file(here: Path) -> None:
    write(here / "x.txt" / "a.txt")
    assert ids("x.txt") == ids(".") == ["x.txt/a.txt"]


def test_folder_link_in_a_circle_ends(here: Path) -> None:
    write(here / "sub" / "a.txt")
    (here / "sub" / "up").symlink_to(here, target_is_directory=True)
    (here / "loop.txt").symlink_to(here / "loop.txt")
    found = list(read(["."]))
    assert [item.id for item in found if isinstance(item, Article)] == ["sub/a.txt"]
    assert [item.source for item in found if isinstance(item, Failure)] == ["loop.txt"]


def test_folder_pipe_does_not_block(here: Path) -> None:
    os.mkfifo(here / "pipe.txt")
    write(here / "a.txt")
    assert ids(".") == ["a.txt"]


def test_file_met_twice_is_read_once(here: Path) -> None:
    write(here / "a.txt")
    (here / "b.txt").symlink_to("a.txt")
    assert ids("a.txt", ".", "*.txt", here / "a.txt") == ["a.txt"]


def test_glob(here: Path) -> None:
    for name in ("a.txt", "b.txt", "b.png", "sub/c.txt"):
        write(here / name)
    assert ids("*.txt") == ["a.txt", "b.txt"]
    assert ids("**/*.txt") == ["a.txt", "b.txt", "sub/c.txt"]
    assert ids("[b]*") == ["b.txt"]
    assert ids("s*") == ["sub/c.txt"]


def test_glob_characters_in_a_name_that_is_there(here: Path) -> None:
    write(here / "a[1].txt")
    assert ids("a[1].txt") == ["a[1].txt"]


def test_one_source_needs_no_list(here: Path) -> None:
    write(here / "a.txt")
    assert [item.id for item in read("a.txt") if isinstance(item, Article)] == ["a.txt"]


def test_missing_file(here: Path) -> None:
    assert failure("nope.txt") == "nope.txt: there is no such file or folder; check the spelling"


def test_missing_file_does_not_stop_the_others(here: Path) -> None:
    write(here / "a.txt")
    write(here / "b.txt", "")
    write(here / "c.txt")
    found = list(read(["nope.txt", "a.txt", "b.txt", "c.txt"]))
    assert [type(item) for item in found] == [Failure, Article, Failure, Article]


@pytest.mark.parametrize("source", ["folder", "*.doc", "f*"])
def test_nothing_readable(here: Path, source: str) -> None:
    write(here / "folder" / "picture.png")
    assert failure(source).startswith(f"{source}: no")
    assert ".txt, .md" in failure(source)


@pytest.mark.parametrize("source", ["", "a\0b"])
def test_source_without_a_sensible_name(here: Path, source: str) -> None:
    assert "a source needs a name" in failure(source)


def test_named_file_of_a_foreign_ending(here: Path) -> None:
    write(here / "a.docx")
    assert "has none of the endings that can be read" in failure("a.docx")
    assert article("a.docx", format="text").text == "Acme bought Bolt."


def test_named_file_without_an_ending_is_guessed_at(here: Path) -> None:
    write(here / "feed", '{"id": "7", "text": "x"}')
    assert ids("feed") == ["7"]


def test_file_that_may_not_be_read(here: Path) -> None:
    here.chmod(0o755)
    write(here / "secret.txt").chmod(0)
    root = os.geteuid() == 0
    if root:  # whom no permission stops
        os.seteuid(65534)
    try:
        message = failure("secret.txt")
    finally:
        if root:
            os.seteuid(0)
    assert message == "secret.txt: you may not read it; change its permissions"


def test_file_name_with_control_characters_stays_one_line(here: Path) -> None:
    write(here / "a\n\x1b[31mb.txt", "")
    assert failure(".") == r"a\n\x1b[31mb.txt: is empty: there is no text in it"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_file_name_of_broken_utf8(here: Path) -> None:
    with open(os.fsencode(here) + b"/caf\xe9.txt", "wb") as stream:
        stream.write(b"x")
    found = article(".")
    assert found.id == r"caf\xe9.txt"
    assert found.fingerprint


def test_two_articles_with_one_key_names_both_places(here: Path) -> None:
    line = '{"id": "%s", "url": "https://example.com/%s", "text": "x"}\n'
    write(here / "a.jsonl", line % ("1", "same"))
    write(here / "b.jsonl", line % ("2", "other") + line % ("3", "same"))
    found = list(read(["a.jsonl", "b.jsonl"]))
    assert [item.id for item in found if isinstance(item, Article)] == ["1", "2"]
    assert str(found[-1]) == (
        "b.jsonl, line 2: has the URL 'https://example.com/same' of the article in a.jsonl, line 1;"
        " give each article its own"
    )


def test_unknown_format_is_refused_at_once() -> None:
    with pytest.raises(ArticleError, match="there is no format 'pdf'; known are text, markdown"):
        read(["-"], format="pdf")


def test_failure_as_an_error() -> None:
    (found,) = read(["nope.txt"])
    assert isinstance(found, Failure)
    with pytest.raises(ArticleError, match=r"^nope\.txt: there is no such file"):
        raise found.error


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('\n \n{"text": "one"}\n', "one"),
        ('\ufeff{"text": "one"}', "one"),
        ('[{"text": "one"}]', "one"),
        ("[Berlin] Acme bought Bolt.", "[Berlin] Acme bought Bolt."),
        ("\n<html><body><p>Acme Corp. bought Bolt Ltd.</p></body></html>", "Acme Corp. bought Bolt Ltd."),
        ("<p>Acme Corp. bought Bolt Ltd.</p>", "Acme Corp. bought Bolt Ltd."),
        ("\n\nAcme\nbought", "\n\nAcme\nbought"),
        ("Acme".encode("utf-16"), "Acme"),
        ('{"text": "one"}\n'.encode("utf-16"), "one"),
    ],
)
def test_standard_input_guesses_the_format(data: bytes | str, text: str) -> None:
    (found,) = piped(data)
    assert isinstance(found, Article)
    assert found.text == text


def test_standard_input_of_a_given_format() -> None:
    (found,) = piped("# Acme\n\nbought *Bolt*", format="markdown")
    assert isinstance(found, Article)
    assert (found.title, found.text) == ("Acme", "Acme\n\nbought Bolt")


def test_standard_input_ids_come_from_the_content() -> None:
    (one,), (same,), (other,) = piped("one"), piped("one"), piped("other")
    assert isinstance(one, Article)
    assert isinstance(other, Article)
    assert one == same
    assert one.id != other.id


def test_standard_input_empty() -> None:
    assert [str(item) for item in piped("")] == ["standard input: is empty: there is no text in it"]


def test_standard_input_of_the_process(here: Path) -> None:
    code = "from graphkit.articles import read; print([a.text for a in read('-')])"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        input='{"text": "one"}\n{"text": "two"}',
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "['one', 'two']\n"


def test_standard_input_streams_line_by_line() -> None:
    class Endless(io.RawIOBase):
        """JSON Lines without end, as out of a pipe that stays open."""

        lines = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            line = b'{"id": %d, "text": "x"}\n' % self.lines
            self.lines += 1
            buffer[: len(line)] = line
            return len(line)

    found = read("-", stdin=io.BufferedReader(Endless()))
    firsts = [next(found) for _ in range(1000)]
    assert [item.id for item in firsts if isinstance(item, Article)] == [str(n) for n in range(1000)]
