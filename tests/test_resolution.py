"""Resolution: canonical ids, joined entities and claims, fingerprints."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import OntologyError
from graphkit.ontology import Ontology
from graphkit.records import Article, Claim, Entity, Extraction, Mention
from graphkit.resolution import SLUG_LENGTH, entity_id, fingerprint, name_rules, resolve, slug

ONTOLOGY = Ontology.load()
TEXT = "Coinbase is testing Clearview AI. Clearview AI, Inc. denied it, said Coinbase."
ARTICLE = Article(id="a.txt", text=TEXT, published="2020-02-28")


def extraction(*claims: Claim, entities: tuple[Entity, ...] | None = None) -> Extraction:
    known = entities or (
        Entity("e1", "Company", "Coinbase", (), (Mention(0, 8, "Coinbase"), Mention(69, 77, "Coinbase"))),
        Entity("e2", "Company", "Clearview AI", (), (Mention(20, 32, "Clearview AI"),)),
        Entity("e3", "Company", "Clearview AI, Inc.", ("Clearview",), (Mention(34, 52, "Clearview AI, Inc."),)),
    )
    return Extraction(ARTICLE, known, claims, model="m-1")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Clearview AI, Inc.", "clearview-ai"),
        ("The New York Times Co.", "new-york-times"),
        ("Lindqvist & Söner", "lindqvist-and-soner"),
        ("Strauß GmbH & Co. KG", "strauss"),
        ("J.P. Morgan", "jp-morgan"),
        ("Eni S.p.A.", "eni"),
        ("O’Reilly", "oreilly"),
        ("Łódź Øre", "lodz-ore"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("The The", "the"),
        ("Inc.", "inc"),
        ("株式会社ソニー", "株式会社ソニー"),
        ("삼성전자", "삼성전자"),
        ("भारत सरकार", "भारत-सरकार"),
        ("Газпром", "газпром"),
    ],
)
def test_slug_folds_names(name: str, expected: str) -> None:
    assert slug(name, "Company") == expected


def test_slug_keeps_legal_forms_of_other_types() -> None:
    assert slug("Windows SE", "Product") == "windows-se"


def test_slug_of_symbols_is_a_hash_that_tells_them_apart() -> None:
    assert slug("!!!", "Product").startswith("x-")
    assert slug("!!!", "Product") != slug("???", "Product")


def test_slug_of_long_names_is_short_and_tells_them_apart() -> None:
    one, other = slug("a" * 500, "Company"), slug("a" * 501, "Company")
    assert one != other
    assert len(one) <= SLUG_LENGTH + 13


@given(st.text(min_size=1))
def test_slug_is_never_empty_and_has_no_separators(name: str) -> None:
    folded = slug(name, "Company")
    assert folded
    assert not set(folded) & set(" /\\'\"`\n\t.")


@given(st.text(alphabet=st.characters(codec="latin-1", categories=("L", "N", "Zs", "Po")), min_size=1))
def test_slug_makes_nothing_of_case(name: str) -> None:
    assert slug(name, "Company").startswith("x-") or slug(name, "Company") == slug(name.title(), "Company")


def test_name_rules_are_folded_themselves() -> None:
    rules = name_rules()
    for word in rules.articles | rules.legal_suffixes:
        assert slug(word, "") == word
    assert rules.suffixed_types <= set(ONTOLOGY.types)


def test_resolve_joins_entities_of_one_id() -> None:
    rows = resolve(extraction(), ONTOLOGY)
    assert [(e.id, e.name, e.names, e.count) for e in rows.entities] == [
        ("company/clearview-ai", "Clearview AI, Inc.", ("Clearview", "Clearview AI", "Clearview AI, Inc."), 2),
        ("company/coinbase", "Coinbase", ("Coinbase",), 2),
    ]


def test_resolve_keeps_the_surest_of_equal_claims() -> None:
    claim = Claim("e1", "USES", "e2", "testing", 0, 33, confidence=0.5)
    rows = resolve(extraction(claim, replace(claim, object="e3", confidence=0.75)), ONTOLOGY)
    (row,) = rows.claims
    assert (row.subject, row.object, row.confidence) == ("company/coinbase", "company/clearview-ai", 0.75)
    assert row.sentence == "Coinbase is testing Clearview AI."


def test_resolve_drops_claims_of_an_entity_about_itself() -> None:
    assert resolve(extraction(Claim("e2", "USES", "e3", "actual", 0, 33)), ONTOLOGY).claims == ()


def test_resolve_orders_the_ends_of_symmetric_claims() -> None:
    one = Claim("e1", "PARTNERS_WITH", "e2", "actual", 0, 33)
    other = replace(one, subject="e2", object="e1")
    (row,) = resolve(extraction(one, other), ONTOLOGY).claims
    assert (row.subject, row.object) == ("company/clearview-ai", "company/coinbase")


@pytest.mark.parametrize(
    ("said_by", "expected"),
    [("coinbase", "company/coinbase"), ("Clearview", "company/clearview-ai"), ("a spokesman", ""), ("", "")],
)
def test_resolve_finds_who_a_claim_is_attributed_to(said_by: str, expected: str) -> None:
    (row,) = resolve(extraction(Claim("e1", "USES", "e2", "denied", 34, 78, said_by)), ONTOLOGY).claims
    assert (row.attributed_name, row.attributed_to) == (said_by, expected)


def test_resolve_refuses_what_the_ontology_does_not_allow() -> None:
    with pytest.raises(OntologyError, match=r"a\.txt.*EATS"):
        resolve(extraction(Claim("e1", "EATS", "e2", "actual", 0, 33)), ONTOLOGY)


def test_fingerprint_is_known_before_extraction() -> None:
    assert resolve(extraction(), ONTOLOGY).fingerprint == fingerprint(ARTICLE, "m-1", ONTOLOGY)
    assert fingerprint(ARTICLE, "m-2", ONTOLOGY) != fingerprint(ARTICLE, "m-1", ONTOLOGY)
    smaller = replace(ONTOLOGY, statuses={"actual": "it is so"})
    assert fingerprint(ARTICLE, "m-1", smaller) != fingerprint(ARTICLE, "m-1", ONTOLOGY)


def test_fingerprint_of_a_source_covers_its_claims() -> None:
    claim = Claim("e1", "USES", "e2", "testing", 0, 33)
    one = resolve(extraction(claim), ONTOLOGY, as_source=True)
    edited = resolve(extraction(replace(claim, status="actual")), ONTOLOGY, as_source=True)
    assert one.fingerprint != edited.fingerprint


NAMES = st.sampled_from(["Coinbase", "Coinbase Inc.", "coinbase", "Clearview", "Clearview AI", "The Clearview", "ICE"])


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    names = draw(st.lists(NAMES, min_size=2, max_size=6))
    types = st.sampled_from(["Company", "Agency"])
    entities = tuple(Entity(f"e{i}", draw(types), name) for i, name in enumerate(names))
    pairs = st.permutations(range(len(entities))).map(lambda p: p[:2])
    claims = []
    for subject, object_ in draw(st.lists(pairs, max_size=6)):
        predicate = draw(st.sampled_from(["CLIENT_OF", "PARTNERS_WITH", "SUED"]))
        status = draw(st.sampled_from(sorted(ONTOLOGY.statuses)))
        role, confidence = draw(st.sampled_from(["", "chief"])), draw(st.sampled_from([0.25, 0.5, 1.0]))
        claims.append(Claim(f"e{subject}", predicate, f"e{object_}", status, 0, 33, draw(NAMES), role, confidence))
    return Extraction(ARTICLE, entities, tuple(claims), model="m")


@given(extractions(), st.randoms(use_true_random=False))
def test_resolve_depends_on_no_order(found: Extraction, random: object) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined]
    entities, claims = list(found.entities), list(found.claims)
    shuffle(entities)
    shuffle(claims)
    shuffled = replace(found, entities=tuple(entities), claims=tuple(claims))
    assert resolve(shuffled, ONTOLOGY, as_source=True) == resolve(found, ONTOLOGY, as_source=True)


@given(extractions())
def test_resolve_gives_claims_distinct_ids_and_ends_that_are_there(found: Extraction) -> None:
    rows = resolve(found, ONTOLOGY)
    ids = {e.id for e in rows.entities}
    assert ids == {entity_id(e.name, e.type) for e in found.entities}
    assert len({c.id for c in rows.claims}) == len(rows.claims)
    for claim in rows.claims:
        assert claim.subject != claim.object
        assert {claim.subject, claim.object} <= ids
