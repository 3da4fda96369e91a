"""The ontology: what graphkit's own holds, what a user's file may add, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graphkit.errors import OntologyError
from graphkit.ontology import Ontology
from graphkit.records import Article, Claim, Entity, Extraction

OWN = Ontology.load()
STATUSES = ["actual", "testing", "planned", "ended", "alleged", "denied"]


def test_own_types_predicates_and_statuses() -> None:
    types = {"Company", "Agency", "Organization", "Person", "Product", "Technology", "Place"}
    assert set(OWN.types) == types
    assert len(OWN.predicates) == 18
    assert list(OWN.statuses) == STATUSES  # in this order: the later one is taken where two apply
    for name, predicate in OWN.predicates.items():
        assert predicate.name == name
        assert predicate.caption
        assert predicate.domain <= types
        assert predicate.range <= types
        assert not predicate.symmetric or predicate.domain == predicate.range


def test_own_symmetric_predicates() -> None:
    symmetric = {name for name, predicate in OWN.predicates.items() if predicate.symmetric}
    assert symmetric == {"PARTNERS_WITH", "COMPETES_WITH", "MERGED_WITH"}


def test_claims_that_a_narrower_ontology_forbids_are_left_out(tmp_path: Path) -> None:
    narrow = tmp_path / "narrow.yaml"
    narrow.write_text("predicates:\n  USES: {domain: [Agency], range: [Technology]}\n", encoding="utf-8")
    article = Article("a", "Acme uses Facelock. Acme develops Facelock.")
    entities = (Entity("e1", "Company", "Acme"), Entity("e2", "Product", "Facelock"))
    uses = Claim("e1", "USES", "e2", "actual", 0, 19)
    develops = Claim("e1", "DEVELOPS", "e2", "actual", 20, 43)
    extraction = Extraction(article, entities, (uses, develops))
    assert Ontology.load(narrow).permitted(extraction).claims == (develops,)
    assert Ontology.load().permitted(extraction) == extraction


@pytest.mark.parametrize(
    ("predicate", "subject", "object_", "allowed"),
    [
        ("USES", "Company", "Technology", True),
        ("USES", "Person", "Technology", False),
        ("USES", "Company", "Place", False),
        ("WORKS_FOR", "Person", "Agency", True),
        ("WORKS_FOR", "Agency", "Person", False),
        ("HEADQUARTERED_IN", "Company", "Place", True),
        ("CRITICIZED", "Person", "Place", False),
    ],
)
def test_own_predicates_allow(predicate: str, subject: str, object_: str, allowed: bool) -> None:
    assert OWN.predicates[predicate].allows(subject, object_) is allowed


def extend(folder: Path, text: str) -> Ontology:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return Ontology.load(path)


def test_extension_adds_and_replaces(tmp_path: Path) -> None:
    ontology = extend(
        tmp_path,
        """
types:
  Ship: {caption: a vessel with a name}
  Port:
statuses:
  rumoured: {caption: somebody whispered it}
predicates:
  OWNS_SHIP: {domain: [Company], range: [Ship], caption: owns}
  MOORS_BESIDE: {domain: [Ship], range: [Ship], symmetric: true}
  USES: {domain: [Company], range: [Ship]}
""",
    )
    assert ontology.types["Ship"] == "a vessel with a name"
    assert ontology.types["Port"] == "Port"
    assert list(ontology.statuses) == [*STATUSES, "rumoured"]
    assert len(ontology.predicates) == 20
    assert ontology.predicates["OWNS_SHIP"].allows("Company", "Ship")
    assert ontology.predicates["MOORS_BESIDE"].symmetric
    assert ontology.predicates["MOORS_BESIDE"].caption == "moors beside"
    assert not ontology.predicates["USES"].allows("Company", "Technology")
    assert Ontology.load() == OWN, "a user's file must not leak into graphkit's own"


@pytest.mark.parametrize("text", ["", "# nothing\n", "types:\npredicates:\nstatuses:\n"])
def test_extension_that_says_nothing(tmp_path: Path, text: str) -> None:
    assert extend(tmp_path, text) == OWN


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("typos: {}", r"own\.yaml: unknown key 'typos' \(known are predicates, statuses, types\)"),
        ("types: {Ship: {color: red}}", r"own\.yaml: types: Ship: unknown key 'color' \(known are caption\)"),
        ("predicates: {OWNS: {domain: [Company], range: [Person], weight: 1}}", "OWNS: unknown key 'weight'"),
        ("types: {'Ship`) DETACH DELETE n //': }", "is no name that the graph can use"),
        ("types: {ship: }", "'ship' is no name that the graph can use"),
        ("types: {Entity: }", "'Entity' is no name that the graph can use"),
        ("types: {5: }", "5 is no name that the graph can use"),
        (f"types: {{{'S' * 41}: }}", "is no name that the graph can use"),
        ("predicates: {'DROP`x': {domain: [Company], range: [Company]}}", "'DROP`x' is no name that the graph can"),
        ("predicates: {MENTIONS: {domain: [Company], range: [Company]}}", "'MENTIONS' is no name"),
        ("predicates: {'A\\n': {domain: [Company], range: [Company]}}", "is no name that the graph can use"),
        ("statuses: {Maybe-so: }", "'Maybe-so' is no name that the graph can use"),
        ("predicates: {OWNS: {domain: [Ship], range: [Company]}}", "domain names the unknown type 'Ship'"),
        ("predicates: {OWNS: {domain: [Company], range: [Ship]}}", "range names the unknown type 'Ship'"),
        ("predicates: {OWNS: {domain: Company, range: [Company]}}", "domain must be a list of types"),
        ("predicates: {OWNS: {domain: [], range: [Company]}}", "domain must be a list of types"),
        ("predicates: {OWNS: {domain: [Company]}}", "range must be a list of types"),
        ("predicates: {OWNS: }", "domain must be a list of types"),
        ("predicates: {OWNS: {domain: [Company], range: [Company], symmetric: 1}}", "symmetric must be true or false"),
        ("predicates: {OWNS: {domain: [[Company]], range: [Company]}}", "domain names the unknown type"),
        ("types: {Ship: {caption: 2020-02-30}}", r"own\.yaml is no valid YAML"),
        ("types: " + "[" * 5000, r"own\.yaml is no valid YAML"),
        ("predicates: [OWNS]", r"own\.yaml: predicates must be a mapping"),
        ("types: {Ship: yes}", r"own\.yaml: types: Ship must be a mapping"),
        ("- types", r"own\.yaml must be a mapping"),
        ("types:\n  Ship: {caption: x\nstatuses: {}", r"own\.yaml, line 3 is no valid YAML"),
        ("types: !!python/object/apply:os.getcwd []", r"own\.yaml, line 1 is no valid YAML"),
    ],
)
def test_extension_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(OntologyError, match=message) as caught:
        extend(tmp_path, text)
    assert "own.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_extension_missing(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"nope\.yaml cannot be read"):
        Ontology.load(tmp_path / "nope.yaml")


def test_extension_not_in_utf8(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(b"types: {Caf\xe9: }")
    with pytest.raises(OntologyError, match=r"own\.yaml cannot be read"):
        Ontology.load(tmp_path / "own.yaml")


CLAIM = Claim("e1", "USES", "e2", "testing", 0, 15)
EXTRACTION = Extraction(
    Article("a7", "Acme tries Bolt."),
    (Entity("e1", "Company", "Acme"), Entity("e2", "Product", "Bolt"), Entity("e3", "Place", "Rome")),
    (CLAIM,),
)


def test_check_lets_through_what_is_allowed() -> None:
    OWN.check(EXTRACTION)
    OWN.check(replace(EXTRACTION, claims=(replace(CLAIM, end=16),)))
    OWN.check(Extraction(Article("a7", "")))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"predicate": "EATS"}, "claim e1 EATS e2: there is no such predicate"),
        ({"status": "maybe"}, "there is no status 'maybe'"),
        ({"subject": "e9"}, "it names an entity that is not in the extraction"),
        ({"object": "e9"}, "it names an entity that is not in the extraction"),
        ({"object": "e1"}, "subject and object are the same"),
        ({"object": "e3"}, "it cannot join a Company and a Place"),
        ({"subject": "e2", "object": "e1"}, "it cannot join a Product and a Company"),
        ({"start": -1}, r"its sentence \[-1, 15\) is outside the text"),
        ({"start": 15}, r"its sentence \[15, 15\) is outside the text"),
        ({"end": 17}, r"its sentence \[0, 17\) is outside the text"),
    ],
)
def test_check_refuses_a_claim(change: dict[str, str], message: str) -> None:
    with pytest.raises(OntologyError, match=message) as caught:
        OWN.check(replace(EXTRACTION, claims=(CLAIM, replace(CLAIM, **change))))  # type: ignore[arg-type]
    assert str(caught.value).startswith("article a7: ")


def test_check_refuses_an_entity_of_an_unknown_type() -> None:
    odd = Entity("e4", "Ship", "Bounty")
    with pytest.raises(OntologyError, match="article a7: entity 'Bounty' has the unknown type 'Ship'"):
        OWN.check(replace(EXTRACTION, entities=(*EXTRACTION.entities, odd)))


def test_check_follows_an_extension(tmp_path: Path) -> None:
    ontology = extend(tmp_path, "types: {Ship: }\npredicates: {USES: {domain: [Company], range: [Ship]}}")
    sailing = replace(EXTRACTION, entities=(EXTRACTION.entities[0], Entity("e2", "Ship", "Bolt")))
    ontology.check(sailing)
    with pytest.raises(OntologyError):
        OWN.check(sailing)
