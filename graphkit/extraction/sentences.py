"""Where sentences begin: a spaCy component that needs no model.

A sentence ends at closing punctuation, with the quotes and brackets that follow it, unless the
next word goes on in lower case; and always at an empty line, so that a headline or an item of a
list stands alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

CLOSERS = frozenset("\"'”’)]»")
GOING_ON = frozenset((",", ";", "-", "–", "—"))
ENDERS = frozenset((".", "!", "?", "…", "...", "?!", "!!", "。", "！", "？"))


@Language.component("graphkit_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Set ``is_sent_start`` of every token of the Doc."""
    starts = np.full(len(doc), -1, dtype=np.int64)
    ended = True  # the next token that isn't white space opens a sentence
    closing = False  # closing punctuation was seen, and only quotes or brackets since
    spaced = True  # white space stands before the token
    for n, token in enumerate(doc):
        text = token.text
        if token.is_space:
            ended = ended or text.count("\n") > 1
            spaced = True
            continue
        # A straight quote closes only where no space stands before it.
        if not (closing and not ended and text in CLOSERS and not spaced):
            if closing and not ended:
                ended = not (text[0].islower() or text in GOING_ON)
            starts[n] = 1 if ended else -1
            ended = False
            closing = text in ENDERS
        spaced = bool(token.whitespace_)
    # Setting the whole array is far quicker than setting each token's attribute.
    # spaCy wants attributes unsigned, though it reads -1 in them as "no".
    return doc.from_array(["SENT_START"], starts.astype(np.uint64)[:, None])  # type: ignore[arg-type]


def opens_sentence(doc: Doc) -> NDArray[np.bool_]:
    """Tell of each token of a Doc whether a sentence begins with it: (tokens,), read far quicker than one by one."""
    opens: NDArray[np.bool_] = doc.to_array("SENT_START") == 1
    return opens
