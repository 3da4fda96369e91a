"""Small extractors for tests of what is built around one: importable, so that worker processes can make them."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterable, Iterator

from graphkit.errors import ModelError
from graphkit.records import Article, Claim, Entity, Extraction, Mention

USES = re.compile(r"([A-Z]\w+) uses ([A-Z]\w+)\.")


class PatternExtractor:
    """Reads "Acme uses Zeta." as a claim. Fails on an article that says CRASH, kills its process on DIE."""

    model = "pattern-1"

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Yield what each article says."""
        for article in articles:
            if "CRASH" in article.text:
                raise ValueError("cannot read CRASH")
            if "DIE" in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            yield self._read(article)

    def _read(self, article: Article) -> Extraction:
        entities: dict[str, Entity] = {}
        claims = []
        for match in USES.finditer(article.text):
            ids = []
            for group in (1, 2):
                name = match[group]
                mention = Mention(match.start(group), match.end(group), name)
                entities.setdefault(name, Entity(f"e{len(entities)}", "Company", name, (), (mention,)))
                ids.append(entities[name].id)
            claims.append(Claim(ids[0], "USES", ids[1], "actual", match.start(), match.end()))
        return Extraction(article, tuple(entities.values()), tuple(claims), model=self.model)


class NewerExtractor(PatternExtractor):
    """The same under another name, as a newer model would be."""

    model = "pattern-2"


class ForgetfulExtractor(PatternExtractor):
    """A broken model that leaves articles out."""

    def extract(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Yield nothing."""
        return iter(())


def no_model() -> PatternExtractor:
    """Fail as a missing model does."""
    raise ModelError("there is no model here")
