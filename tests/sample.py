"""A small press of made-up articles with their claims written out, that every canned query finds something in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from graphkit import KnowledgeGraph
from graphkit.ontology import Ontology
from graphkit.queries import Queries
from graphkit.records import Article, Claim, Entity, Extraction, Mention
from graphkit.resolution import resolve
from graphkit.stores.base import ArticleRows, Store

# Claims as "subject PREDICATE object status", names with their types below.
TYPES = {
    "Acme Vision": "Company",
    "Hollow Holdings": "Company",
    "Brightbank": "Company",
    "Citymart": "Company",
    "Fotowall": "Company",
    "Rival Optics": "Company",
    "Rival Lenses": "Company",
    "FaceKit": "Product",
    "Sightline": "Product",
    "OpenLens": "Product",
    "facial recognition": "Technology",
    "neural networks": "Technology",
    "Northland Police": "Agency",
    "Data Office": "Agency",
    "Open Streets": "Organization",
    "Ada Moreau": "Person",
    "Bo Lind": "Person",
    "Oslo": "Place",
    "Oslo Council": "Agency",
}
ALIASES = {
    "Acme Vision": ("Acme", "Acme Vision Inc."),
    "Data Office": ("the regulator",),
    "Rival Optics": ("Rival",),
    "Rival Lenses": ("Rival",),
}


# Day, publisher and title of each article, and its sentences, each with its claims.
Press = list[tuple[str, str, str, list[tuple[str, list[str]]]]]
PRESS: Press = [
    (
        "2020-01-10", "Harbour Post", "Bank tries out Acme",
        [
            ("Brightbank is testing FaceKit of Acme Vision, Ada Moreau said.",
             ["Brightbank|USES|FaceKit|testing|Ada Moreau", "Acme Vision|DEVELOPS|FaceKit|actual",
              "Brightbank|USES|Acme Vision|testing|Ada Moreau"]),
            ("Ada Moreau is chief executive of Acme Vision in Oslo.",
             ["Ada Moreau|WORKS_FOR|Acme Vision|actual||chief executive",
              "Acme Vision|HEADQUARTERED_IN|Oslo|actual"]),
            ("Acme Vision says that Acme Vision works with Citymart.",
             ["Acme Vision|PARTNERS_WITH|Citymart|actual|Acme Vision"]),
        ],
    ),
    (
        "2020-02-20", "Harbour Post", "Police pay for faces",
        [
            ("Northland Police is a client of Acme Vision and uses facial recognition.",
             ["Northland Police|CLIENT_OF|Acme Vision|actual", "Northland Police|USES|facial recognition|actual"]),
            ("FaceKit is built on OpenLens, which is built on neural networks.",
             ["FaceKit|BUILT_ON|OpenLens|actual", "OpenLens|BUILT_ON|neural networks|actual",
              "FaceKit|BUILT_ON|facial recognition|actual"]),
            ("Acme Vision takes pictures from Fotowall, which threatens to sue.",
             ["Acme Vision|SOURCES_DATA_FROM|Fotowall|actual", "Fotowall|SUED|Acme Vision|planned"]),
        ],
    ),
    (
        "2020-03-05", "Northern Wire", "Bank confirms, market denies",
        [
            ("Brightbank now uses FaceKit of Acme Vision.",
             ["Brightbank|USES|FaceKit|actual", "Brightbank|CLIENT_OF|Acme Vision|actual"]),
            ("Citymart denied being a client of Acme Vision.", ["Citymart|CLIENT_OF|Acme Vision|denied|Citymart"]),
            ("A list shows Citymart as a client of Acme Vision.", ["Citymart|CLIENT_OF|Acme Vision|alleged"]),
            ("Open Streets criticized Acme Vision.", ["Open Streets|CRITICIZED|Acme Vision|actual|Bo Lind"]),
            ("The Data Office investigates Acme Vision.", ["Data Office|REGULATES|Acme Vision|actual"]),
        ],
    ),
    (
        "2021-06-01", "Northern Wire", "Hollow buys Acme",
        [
            ("Hollow Holdings bought Acme Vision, founded by Ada Moreau.",
             ["Hollow Holdings|ACQUIRED|Acme Vision|actual", "Ada Moreau|FOUNDED|Acme Vision|actual"]),
            ("Acme Vision is now a unit of Hollow Holdings.", ["Acme Vision|SUBSIDIARY_OF|Hollow Holdings|actual"]),
            ("Bo Lind invested in Acme Vision and works for Open Streets and Rival Optics.",
             ["Bo Lind|INVESTED_IN|Acme Vision|actual", "Bo Lind|WORKS_FOR|Open Streets|actual||director",
              "Bo Lind|WORKS_FOR|Rival Optics|actual||adviser"]),
            ("Rival Optics competes with Acme Vision and makes Sightline.",
             ["Rival Optics|COMPETES_WITH|Acme Vision|actual", "Rival Optics|DEVELOPS|Sightline|actual"]),
        ],
    ),
    (
        "2021-09-09", "Harbour Post", "Police stop",
        [
            ("Northland Police no longer pays Acme Vision.", ["Northland Police|CLIENT_OF|Acme Vision|ended"]),
            ("Northland Police uses Sightline, and so does Brightbank.",
             ["Northland Police|USES|Sightline|actual", "Brightbank|USES|Sightline|actual"]),
            ("Citymart tests Sightline for facial recognition.",
             ["Citymart|USES|Sightline|testing", "Citymart|USES|facial recognition|testing"]),
        ],
    ),
    ("", "", "A note without a date", [("Acme Vision makes FaceKit.", ["Acme Vision|DEVELOPS|FaceKit|actual"])]),
]  # fmt: skip
# Mentioned, with no claim about it; and a second entity that shares an alias with another.
EXTRA = {"Police stop": ["Oslo Council"], "Hollow buys Acme": ["Rival Lenses"]}


@dataclass
class _Page:
    """One article being put together."""

    text: str = ""
    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    def say(self, sentence: str, claims: Iterable[str]) -> None:
        start = len(self.text)
        self.text += sentence
        for number, line in enumerate(claims):
            subject, predicate, object_, status, speaker, role, *_ = f"{line}|||".split("|")
            confidence = 0.95 - 0.1 * (number % 3)
            self.claims.append(
                Claim(subject, predicate, object_, status, start, len(self.text), speaker, role, confidence)
            )
        self.text += " "

    def mention(self, name: str) -> None:
        at = self.text.find(name)
        spans = [] if at < 0 else [Mention(at, at + len(name), name)]
        self.mentions.setdefault(name, spans)


def extractions(press: Press = PRESS, types: Mapping[str, str] = TYPES) -> Iterator[Extraction]:
    """Yield the articles with what they say."""
    for published, publisher, title, sentences in press:
        page = _Page()
        for sentence, claims in sentences:
            page.say(sentence, claims)
        for claim in page.claims:
            for name in filter(None, (claim.subject, claim.object, claim.attributed_to)):
                page.mention(name)
        for name in EXTRA.get(title, ()):
            page.mention(name)
        names = {name: f"e{number}" for number, name in enumerate(sorted(page.mentions))}
        slug = title.lower().replace(" ", "-")
        article = Article(
            id=f"{slug}.txt",
            text=page.text,
            title=title,
            url=f"https://example.org/{slug}" if publisher else "",
            publisher=publisher,
            published=published,
        )
        yield Extraction(
            article,
            tuple(
                Entity(ident, types[name], name, ALIASES.get(name, ()), tuple(page.mentions[name]))
                for name, ident in names.items()
            ),
            tuple(replace(c, subject=names[c.subject], object=names[c.object]) for c in page.claims),
            model="by-hand-1",
        )


def sample_rows(press: Press = PRESS, types: Mapping[str, str] = TYPES) -> list[ArticleRows]:
    """Return the articles as they are written to a store."""
    ontology = Ontology.load()
    return [resolve(extraction, ontology, as_source=True) for extraction in extractions(press, types)]


def sample_graph(store: Store, press: Press = PRESS, types: Mapping[str, str] = TYPES) -> KnowledgeGraph:
    """Write the articles to a store; return the graph of them."""
    store.write(sample_rows(press, types))
    return KnowledgeGraph(store, Ontology.load(), Queries())
