"""Where sentences begin: a spaCy component that needs no model.

A sentence ends at closing punctuation, with the quotes and brackets that follow it, unless the
next word goes on in lower case; and always at an empty line, so that a headline or an item of a
list stands alone.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

CLOSERS = frozenset("\"'”’)]»")
ENDERS = frozenset((".", "!", "?", "…", "...", "?!", "!!", "。", "！", "？"))


@Language.component("graphkit_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Set ``is_sent_start`` of every token of the Doc."""
    ended = True  # the next token that isn't white space opens a sentence
    closing = False  # closing punctuation was seen, and only quotes or brackets since
    for token in doc:
        text = token.text
        if token.is_space:
            token.is_sent_start = False
            if "\n" in text and text.count("\n") > 1:
                ended = True
            continue
        if closing and not ended:
            # A straight quote closes only where no space stands before it.
            closes = text in CLOSERS and not (token.i and doc[token.i - 1].whitespace_)
            if closes:
                token.is_sent_start = False
                continue
            ended = not (text[0].islower() or text in {",", ";", "-", "–", "—"})
        token.is_sent_start = ended
        ended = False
        closing = text in ENDERS
    return doc
