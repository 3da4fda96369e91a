"""The whole pipeline with the model that ships."""

import json
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.articles import Failure, read
from graphkit.errors import ModelError
from graphkit.extraction import load
from graphkit.extraction.explanation import explain
from graphkit.extraction.pipeline import PipelineExtractor
from graphkit.extraction.relations import is_question
from graphkit.ontology import Ontology
from graphkit.records import Article, Extraction

ROOT = Path(__file__).parents[2]
STORY = (
    "Northbank is testing Facelock, a face recognition app made by the Lisbon startup Corelight Labs, "
    "the bank said.\n\n"
    "Corelight Labs was founded by Ana Prado. Prado is its chief executive. "
    "In March Corelight Labs was acquired by Oracle."
)


@pytest.fixture(scope="module")
def extractor() -> PipelineExtractor:
    return PipelineExtractor()


@pytest.fixture(scope="module")
def samples() -> list[Article]:
    return [a for a in read([str(ROOT / "data" / "articles")]) if not isinstance(a, Failure)]


def triples(extraction: Extraction) -> set[tuple[str, str, str, str]]:
    names = {e.id: e.name for e in extraction.entities}
    return {(names[c.subject], c.predicate, names[c.object], c.status) for c in extraction.claims}


def test_a_plain_story_is_read_right(extractor: PipelineExtractor) -> None:
    found = triples(extractor.read(Article("story", STORY)))
    assert ("Northbank", "USES", "Facelock", "testing") in found
    assert ("Corelight Labs", "DEVELOPS", "Facelock", "actual") in found
    assert ("Ana Prado", "FOUNDED", "Corelight Labs", "actual") in found


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Is Northbank using Facelock?", True),
        ("Why is Northbank using Facelock?\n\n", True),
        ("“Is Northbank using Facelock?”", True),
        ("“Is Northbank using Facelock?” she asked.", False),
        ("Northbank uses Facelock.", False),
    ],
)
def test_a_question_is_known_by_how_it_ends(text: str, asks: bool) -> None:
    doc = spacy.blank("en")(text)
    assert is_question(doc, (0, len(doc))) == asks


def test_a_question_states_nothing(extractor: PipelineExtractor) -> None:
    rest = " Oracle is testing Facelock, the company said."
    stated = triples(extractor.read(Article("a", "Oracle has acquired Tallis Payments." + rest)))
    asked = triples(extractor.read(Article("a", "Has Oracle acquired Tallis Payments?" + rest)))
    acquired, tested = ("Oracle", "ACQUIRED", "Tallis Payments", "actual"), ("Oracle", "USES", "Facelock", "testing")
    assert stated >= {acquired, tested}
    assert tested in asked
    assert not any(predicate == "ACQUIRED" for _, predicate, _, _ in asked)


def test_every_claim_and_mention_has_its_place(extractor: PipelineExtractor, samples: list[Article]) -> None:
    ontology = Ontology.load()
    for article in samples:
        found = extractor.read(article)
        ontology.check(found)
        for entity in found.entities:
            assert entity.mentions
            for mention in entity.mentions:
                assert article.text[mention.start : mention.end] == mention.text
            named = {" ".join(m.text.split()) for m in entity.mentions if m.kind == "name"}
            assert set(entity.aliases) <= named
        for claim in found.claims:
            sentence = article.text[claim.start : claim.end]
            assert sentence == sentence.strip()
            assert 0 <= claim.confidence <= 1
            ends = [found.entity(e) for e in (claim.subject, claim.object)]
            assert any(claim.start <= m.start < claim.end for e in ends for m in e.mentions)


def test_what_is_read_of_an_article_does_not_depend_on_others(
    extractor: PipelineExtractor, samples: list[Article]
) -> None:
    one_way = [e.to_dict() for e in extractor.extract(samples)]
    other_way = [e.to_dict() for e in extractor.extract(samples[::-1])][::-1]
    assert one_way == other_way
    assert PipelineExtractor().read(samples[3]).to_dict() == one_way[3]


def test_a_higher_confidence_makes_fewer_claims_and_no_other(samples: list[Article]) -> None:
    low, high = (PipelineExtractor(min_confidence=least) for least in (0.3, 0.7))
    for article in samples[:8]:
        many, few = low.read(article).claims, high.read(article).claims
        assert set(few) == {c for c in many if c.confidence >= 0.7}


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_without_failing(text: str) -> None:
    found = load().extract([Article("any", text)])
    Ontology.load().check(next(iter(found)))


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "x" * 20000, "(((((" * 500, "Acme\x00Corp bought \u202eevil", "🦀" * 300]
)
def test_odd_text_is_read_without_failing(extractor: PipelineExtractor, text: str) -> None:
    Ontology.load().check(extractor.read(Article("odd", text)))


def test_an_extraction_survives_its_file(extractor: PipelineExtractor, samples: list[Article]) -> None:
    for article in samples[:5]:
        found = extractor.read(article)
        assert Extraction.from_dict(json.loads(json.dumps(found.to_dict()))).to_dict() == found.to_dict()


def test_a_missing_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        load(tmp_path / "none")


def test_an_explanation_shows_pairs_claims_and_statuses(extractor: PipelineExtractor) -> None:
    first, *rest = explain(Article("story", STORY), extractor).sentences
    assert first.text.startswith("Northbank is testing Facelock")
    assert {"Northbank", "Facelock"} <= {m.entity for m in first.mentions}
    claim = next(c for c in first.claims if (c.subject, c.predicate, c.object) == ("Northbank", "USES", "Facelock"))
    assert max(claim.statuses, key=claim.statuses.__getitem__) == "testing"
    assert sum(claim.statuses.values()) == pytest.approx(1, abs=1e-3)
    assert any(m.reference and m.entity == "Corelight Labs" for s in rest for m in s.mentions)
    confidences = [p.confidence for p in first.pairs]
    assert confidences == sorted(confidences, reverse=True)


SEED = ROOT.parent / "shared" / "gold" / "seed.jsonl"


@pytest.mark.skipif(not SEED.exists(), reason="the seed article's annotation is not beside the project")
def test_the_seed_article_is_read_well(extractor: PipelineExtractor) -> None:
    from training.score import score

    gold = json.loads(SEED.read_text(encoding="utf-8"))
    found = extractor.read(Article(gold["id"], gold["text"])).to_dict()
    assert score([gold], [found])["triple"]["f1"] >= 0.6
