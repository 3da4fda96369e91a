"""Plain text: the file is the text, and its first line may be a title."""

from __future__ import annotations

from graphkit.articles.fields import Fields, normalise
from graphkit.articles.streams import decode

LONGEST_TITLE = 120  # characters


def read_plain(data: bytes) -> Fields:
    """Read a plain text; the title stays in the text, whose offsets are those of the file."""
    text = normalise(decode(data))
    return {"text": text, "title": _title(text)}


def _title(text: str) -> str:
    """Return the first line if a blank line follows and it is short and no sentence, else nothing."""
    first, _, rest = text.lstrip().partition("\n")
    following, _, body = rest.partition("\n")
    first = first.strip()
    is_title = not following.strip() and body.strip() and len(first) <= LONGEST_TITLE and not first.endswith(".")
    return first if is_title else ""
