"""Plain text, Markdown and web pages: their text, what is known of the article, and encodings."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from graphkit.records import Article
from tests.articles.reading import article, failure

# Plain text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Acme buys Bolt\n\nIt did so on Monday.", "Acme buys Bolt"),
        ("\n\n  Acme buys Bolt \n \nIt did so on Monday.", "Acme buys Bolt"),
        ("Acme buys Bolt.\n\nIt did so on Monday.", ""),
        ("Acme buys Bolt\nIt did so on Monday.", ""),
        ("Acme buys Bolt\n\n", ""),
        ("Acme buys Bolt", ""),
        ("A" * 120 + "\n\nIt did.", "A" * 120),
        ("A" * 121 + "\n\nIt did.", ""),
    ],
)
def test_text_title_is_found_and_stays_in_the_text(here: Path, text: str, title: str) -> None:
    (here / "a.txt").write_text(text, encoding="utf-8")
    found = article("a.txt")
    assert (found.text, found.title) == (text, title)


def test_text_is_nfc_with_plain_line_ends(here: Path) -> None:
    (here / "a.txt").write_bytes("Cafe\u0301\r\nBolt\rAcme \t\n".encode())
    assert article("a.txt").text == "Caf\u00e9\nBolt\nAcme \t\n"


def test_text_of_ten_megabytes(here: Path) -> None:
    text = "Acme bought Bolt on Monday. " * 360_000
    (here / "a.txt").write_text(text)
    assert article("a.txt").text == text


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".json", ".jsonl"])
def test_encodings_that_are_read(here: Path, encoding: str, ending: str) -> None:
    text = "Café Zürich 東京"
    source = {".html": f"<html><body><p>{text}</p></body></html>"}.get(ending, text)
    if ending.startswith(".json"):
        source = f'{{"text": "{text}"}}'
    (here / f"a{ending}").write_bytes(source.encode(encoding))
    assert article(f"a{ending}").text == text


@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".json"])
def test_encoding_unknown(here: Path, ending: str) -> None:
    (here / f"a{ending}").write_bytes(b"One\ncaf\xe9 here")
    assert failure(f"a{ending}") == (
        f"a{ending}: its encoding is unknown: byte 0xe9 in line 2 is not UTF-8; save it as UTF-8"
    )


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"a\0b", b"%PDF\x01\x02\xff\xfe", b"\xff\xfea"])
def test_binary_or_cut_file(here: Path, data: bytes) -> None:
    (here / "a.txt").write_bytes(data)
    assert failure("a.txt").startswith(("a.txt: is binary, not text", "a.txt: its encoding is unknown"))


@pytest.mark.parametrize("ending", [".txt", ".md", ".html"])
@pytest.mark.parametrize("content", ["", " \n\t\n", "\ufeff"])
def test_empty_article(here: Path, ending: str, content: str) -> None:
    (here / f"a{ending}").write_text(content, encoding="utf-8")
    assert failure(f"a{ending}") == f"a{ending}: is empty: there is no text in it"


# Markdown


def markdown(here: Path, source: str) -> Article:
    (here / "a.md").write_text(source, encoding="utf-8")
    return article("a.md")


def test_markdown_front_matter(here: Path) -> None:
    found = markdown(
        here,
        "---\ntitle: 'Acme: buys Bolt'\nAuthor: [Ann Lee, Bo Ek]\ndate: 2020-02-28 10:00:00\npublisher: Courier\n"
        "url: https://example.com/a\ntags: {a: [1]}\n---\n\nAcme bought Bolt.\n",
    )
    assert found == Article(
        id="a.md",
        text="Acme bought Bolt.",
        title="Acme: buys Bolt",
        author="Ann Lee, Bo Ek",
        published="2020-02-28",
        publisher="Courier",
        url="https://example.com/a",
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One *two* **three** `four` ~~five~~", "One two three four five"),
        ("[Acme](http://a) and ![the logo](b.png), <http://c>", "Acme and the logo, http://c"),
        ("One\ntwo  \nthree\n\nfour", "One two\nthree\n\nfour"),
        ("# One\n\ntwo\n\n> three\n> four", "One\n\ntwo\n\nthree four"),
        ("One:\n\n- two\n- three\n\nfour", "One:\n\n- two\n- three\n\nfour"),
        ("1. two\n\n   and more\n2. three", "- two\n\nand more\n\n- three"),
        ("| a | b |\n|---|---|\n| c | *d* |\n", "a | b\nc | d"),
        ("One\n\n```python\ncode()\n```\n\n    indented\n\ntwo", "One\n\nindented\n\ntwo"),
        ("<p>One &amp; <b>two</b></p><script>no()</script>\n\nthree <i>four</i>", "One & two\n\nthree four"),
        (r"\*One\* &euro; AT&amp;T & x", "*One* € AT&T & x"),
        ("---\n\nOne\n\n---\n\ntwo", "One\n\ntwo"),
        ("---\nOne, two\n---\nthree", "One, two\n\nthree"),
        ("---\n---\nOne", "One"),
        ("---\ntitle: x\n...\nOne", "One"),
        ("---\r\ntitle: x\r\n---\r\nOne", "One"),
    ],
)
def test_markdown_text(here: Path, source: str, text: str) -> None:
    assert markdown(here, source).text == text


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# One *two*\n\nthree", "One two"),
        ("zero\n\nOne\n===\n\nthree\n\n# Four", "One"),
        ("---\ntitle: Front\n---\n# One\n\ntwo", "Front"),
        ("---\ntitle:\n---\n# One\n\ntwo", "One"),
        ("## One\n\ntwo", ""),
    ],
)
def test_markdown_title(here: Path, source: str, title: str) -> None:
    assert markdown(here, source).title == title


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: x\nauthor: Acme: Bolt", "its front matter is no valid YAML in line 3; quote values"),
        ("title: [", "its front matter is no valid YAML in line 3"),
        ("title: {a: b}", "field 'title' must be a string, not an object"),
        ("date: 2020-02-30", "its date '2020-02-30' cannot be read"),
        ("date: last week", "its date 'last week' cannot be read"),
        ("title: " + "[" * 5000, "its front matter is "),
        ("title: !!python/object/apply:os.system [echo]", "field 'title' must be a string, not a list"),
    ],
)
def test_markdown_front_matter_broken(here: Path, front: str, reason: str) -> None:
    (here / "a.md").write_text(f"---\n{front}\n---\nOne")
    assert failure("a.md").startswith(f"a.md: {reason}")


def test_markdown_front_matter_alone_is_an_empty_article(here: Path) -> None:
    (here / "a.md").write_text("---\ntitle: x\n---\n")
    assert failure("a.md") == "a.md: is empty: there is no text in it"


# Web pages

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>Acme buys Bolt | The Courier</title>
<link rel="canonical" href="https://example.com/acme">
<meta property="og:site_name" content="The Courier"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2020-02-28T10:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Acme buys Bolt</h1>
<p>Acme Corp. bought <b>Bolt Ltd.</b> for &euro;3 &amp; a <a href="x">café</a> on Monday.</p>
<p>The deal was closed in Zürich.</p></article>
<footer><a href="/imprint">Imprint</a> All rights reserved</footer></body></html>"""


def test_html_page(here: Path) -> None:
    (here / "a.html").write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    assert article("a.html") == Article(
        id="a.html",
        text="Acme buys Bolt\n\nAcme Corp. bought Bolt Ltd. for €3 & a café on Monday.\n\n"
        "The deal was closed in Zürich.",
        title="Acme buys Bolt",
        author="Ann Lee",
        published="2020-02-28",
        publisher="The Courier",
        url="https://example.com/acme",
    )


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("ISO-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("utf-8", "utf-8"), ("utf-16", "utf-8"), ("x", "utf-16")],
)
def test_html_charset(here: Path, charset: str, encoding: str) -> None:
    (here / "a.htm").write_bytes(PAGE.format(charset=charset).encode(encoding))
    assert "€3 & a café on Monday.\n\nThe deal was closed in Zürich." in article("a.htm").text


@pytest.mark.parametrize(
    ("charset", "reason"),
    [
        ("klingon", "its encoding is unknown: it declares the charset 'klingon'; save it as UTF-8"),
        ("hex", "its encoding is unknown: it declares the charset 'hex'; save it as UTF-8"),
        ("ascii-hex", "its encoding is unknown"),
        ("gb2312", "it declares the charset 'gb2312', but is in another; save it as UTF-8"),
    ],
)
def test_html_charset_unknown_or_wrong(here: Path, charset: str, reason: str) -> None:
    (here / "a.html").write_bytes(PAGE.format(charset=charset).encode("cp1252"))
    assert failure("a.html").startswith(f"a.html: {reason}")


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><script>x()</script></body></html>", "<p></p>"])
def test_html_without_an_article(here: Path, page: str) -> None:
    (here / "a.html").write_text(page)
    assert failure("a.html").startswith("a.html: no article was found in this page")


def test_html_nothing_is_said_on_standard_error(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "a.html").write_text("<html></html>")
    failure("a.html")
    assert capfd.readouterr() == ("", "")


def test_html_text_is_nfc(here: Path) -> None:
    (here / "a.html").write_text("<html><body><p>Cafe\u0301 Acme.</p></body></html>", encoding="utf-8")
    assert unicodedata.is_normalized("NFC", article("a.html").text)
