"""HTML: the article in a web page, without what stands around it, by trafilatura."""

from __future__ import annotations

import codecs
import logging
import re
from configparser import ConfigParser
from functools import cache
from typing import Any

import trafilatura
from trafilatura.settings import use_config

from graphkit.articles.fields import Fields
from graphkit.articles.streams import UTF16_MARKS, decode
from graphkit.errors import ArticleError

# How far into a page its charset is looked for; the HTML standard says 1,024 bytes, pages say otherwise.
HEAD_BYTES = 4096
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
WHOLE = re.compile(r"<(?:html|head|body)\b", re.IGNORECASE)
# What browsers take these names for (WHATWG Encoding Standard).
MEANT = {"iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "utf-16": "utf-8"}

# What these libraries cannot make sense of is reported by an error of ours, once.
for _library in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


def read_html(data: bytes) -> Fields:
    """Read a page; title, author, date, site name and URL are those that the page states."""
    page = _decode(data)
    if not page.strip():
        return {"text": ""}
    if WHOLE.search(page) is None:
        page = f"<!DOCTYPE html><html><body>{page}</body></html>"  # a piece of one, as out of a feed
    # The date is taken from what the page says in its head or address, not hunted for in its text.
    found: Any = trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False},
        config=_settings(),
    )
    text: str = (found.text or "") if found is not None else ""
    if not text.strip():
        raise ArticleError("no article was found in this page; save its text as plain text or Markdown")
    return {
        "text": text.replace("\n", "\n\n"),
        "title": found.title,
        "author": found.author,
        "published": found.date,
        "publisher": found.sitename,
        "url": found.url,
    }


@cache
def _settings() -> ConfigParser:
    settings: ConfigParser = use_config()
    # Below this many characters, trafilatura takes all the words of a page; its own 250 are more than a brief has.
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "60")
    return settings


def _decode(data: bytes) -> str:
    """Decode a page by its byte order mark, else by the charset it declares, else as UTF-8."""
    declared = CHARSET.search(data[:HEAD_BYTES])
    if data.startswith((*UTF16_MARKS, codecs.BOM_UTF8)) or declared is None or b"\0" in data:
        return decode(data)
    name = declared[1].decode("ascii").lower()
    charset = MEANT.get(name, name)
    if charset in {"utf-8", "utf8"}:
        return decode(data)
    try:
        return data.decode(charset)
    except LookupError as error:
        raise ArticleError(f"its encoding is unknown: it declares the charset {name!r}; save it as UTF-8") from error
    except UnicodeError as error:
        raise ArticleError(f"it declares the charset {name!r}, but is in another; save it as UTF-8") from error
