"""Which mentions are one entity: on hand-built Docs, without the model."""

import pytest
import spacy
from spacy.tokens import Doc

from graphkit.extraction import sentences  # noqa: F401  registers the component
from graphkit.extraction.reading import Referent, reading
from graphkit.extraction.references import References, words

NLP = spacy.blank("en")
NLP.add_pipe("graphkit_sentences")


def join(text: str, *names: tuple[str, str]) -> list[Referent]:
    """Mark names, in the order of the text, with their types, and join them."""
    doc = NLP(text)
    ents, at = [], 0
    for name, type_ in names:
        start = text.index(name, at)
        at = start + len(name)
        span = doc.char_span(start, at, label=type_)
        assert span is not None
        ents.append(span)
    doc.ents = ents
    References()(doc)
    return reading(doc).referents


def forms(doc_text: str, referent: Referent) -> list[str]:
    doc: Doc = NLP(doc_text)
    return [doc[p.start : p.end].text for p in referent.places]


def test_word_lists_load() -> None:
    assert words().pronouns["she"] == "feminine"
    assert "Company" in words().phrases["company"]
    assert "inc" in words().name_endings


def test_a_short_name_is_the_long_one_named_before() -> None:
    (one,) = join("Clearview AI grew. Clearview paid.", ("Clearview AI", "Company"), ("Clearview", "Company"))
    assert one.name == "Clearview AI"


def test_a_short_name_is_the_long_one_that_follows_where_its_end_says_nothing() -> None:
    (one,) = join("Clearview grew. Clearview AI paid.", ("Clearview", "Company"), ("Clearview AI", "Company"))
    assert one.name == "Clearview AI"


def test_a_name_broken_over_two_lines_is_the_same_name() -> None:
    (one,) = join("Tor\nEkeland spoke. Tor Ekeland left.", ("Tor\nEkeland", "Person"), ("Tor Ekeland", "Person"))
    assert one.name == "Tor Ekeland"


def test_an_owner_named_beside_its_unit_is_not_the_unit() -> None:
    text = "Norbridge Freight, a unit of Norbridge, grew. Norbridge paid."
    names = ("Norbridge Freight", "Company"), ("Norbridge", "Company"), ("Norbridge", "Company")
    found = join(text, *names)
    assert [r.name for r in found] == ["Norbridge Freight", "Norbridge"]
    assert len(found[1].places) == 2


def test_a_company_is_not_its_later_named_unit() -> None:
    found = join("Google grew. Google DeepMind paid.", ("Google", "Company"), ("Google DeepMind", "Company"))
    assert [r.name for r in found] == ["Google", "Google DeepMind"]


def test_a_last_name_is_the_person_named_before() -> None:
    text = "Noor Haddad met Felix Okonjo. Haddad left."
    found = join(text, ("Noor Haddad", "Person"), ("Felix Okonjo", "Person"), ("Haddad", "Person"))
    assert [forms(text, r) for r in found] == [["Noor Haddad", "Haddad"], ["Felix Okonjo"]]


@pytest.mark.parametrize(
    "text",
    [
        "The Business Development Bank (BDB) lends. BDB grows.",
        "The Business Development Bank lends much, and BDB grows. BDB",
    ],
)
def test_an_acronym_is_the_name_whose_initials_it_has(text: str) -> None:
    first = ("Business Development Bank", "Company")
    (one,) = join(text, first, ("BDB", "Company"), ("BDB", "Company"))
    assert one.name == "Business Development Bank"


def test_an_acronym_in_brackets_takes_the_type_of_its_name() -> None:
    text = "The Office of Naval Studies (ONS) paid."
    (one,) = join(text, ("Office of Naval Studies", "Agency"), ("ONS", "Company"))
    assert one.type == "Agency"


def test_an_acronym_with_other_initials_stands_alone() -> None:
    found = join("The Northern Bank hired IBM.", ("Northern Bank", "Company"), ("IBM", "Company"))
    assert len(found) == 2


def test_a_version_is_the_same_product() -> None:
    (one,) = join("Linkerd is out. Linkerd 2.0 is fast.", ("Linkerd", "Product"), ("Linkerd 2.0", "Product"))
    assert one.name == "Linkerd"


def test_a_technology_loses_its_empty_head() -> None:
    text = "Its facial recognition software works; facial recognition is feared."
    (one,) = join(text, ("facial recognition software", "Technology"), ("facial recognition", "Technology"))
    assert one.name == "facial recognition"


def test_pronouns_and_phrases_go_to_the_last_fitting_entity() -> None:
    text = "Ana Prado runs Northbank. She likes it, and the company likes Lisbon."
    person, company, place = join(text, ("Ana Prado", "Person"), ("Northbank", "Company"), ("Lisbon", "Place"))
    assert forms(text, person) == ["Ana Prado", "She"]
    assert forms(text, company) == ["Northbank", "it", "the company"]
    assert forms(text, place) == ["Lisbon"]


def test_a_reference_before_any_name_stays_unresolved() -> None:
    (company,) = join("It grew. Northbank paid.", ("Northbank", "Company"))
    assert len(company.places) == 1


def test_a_hostile_name_is_only_text() -> None:
    (one,) = join("We saw Robert'); DROP and left.", ("Robert'); DROP", "Person"))
    assert one.name == "Robert'); DROP"


def test_a_pronoun_goes_on_with_whom_it_meant() -> None:
    text = "Ada Roth runs Tallis. She founded it with Bo Lind. She hired Cy Park too, and her board agreed."
    ada, *others = join(text, *((name, "Person") for name in ("Ada Roth", "Bo Lind", "Cy Park")))
    assert forms(text, ada) == ["Ada Roth", "She", "She", "her"]
    assert all(len(other.places) == 1 for other in others)


def test_a_name_that_opens_a_sentence_takes_the_focus() -> None:
    text = "Ada Roth runs Tallis. She founded it. Cy Park joined it. She sings."
    found = join(text, *((name, "Person") for name in ("Ada Roth", "Cy Park")))
    assert [forms(text, who) for who in found] == [["Ada Roth", "She"], ["Cy Park", "She"]]


def test_who_is_named_anew_keeps_the_focus_from_whoever_is_named_after() -> None:
    text = "Ada Roth runs Tallis. She founded it. Ada Roth later hired the able Cy Park. She sings."
    found = join(text, *((name, "Person") for name in ("Ada Roth", "Ada Roth", "Cy Park")))
    assert [forms(text, who) for who in found] == [["Ada Roth", "She", "Ada Roth", "She"], ["Cy Park"]]
    text = "Ada Roth runs Tallis. She founded it. Cy Park met the great Bo Lind before she sang."
    found = join(text, *((name, "Person") for name in ("Ada Roth", "Cy Park", "Bo Lind")))
    assert [forms(text, who) for who in found] == [["Ada Roth", "She"], ["Cy Park", "she"], ["Bo Lind"]]


def test_phrases_of_several_words() -> None:
    text = "Tallis grew. The start-up hired. Open Rights sued the think tank."
    found = join(text, ("Tallis", "Company"), ("Open Rights", "Organization"))
    assert [forms(text, who) for who in found] == [["Tallis", "The start-up"], ["Open Rights", "the think tank"]]
    (tallis,) = join("Tallis grew, said the company", ("Tallis", "Company"))
    assert [(p.start, p.end) for p in tallis.places] == [(0, 1), (4, 6)]


def test_he_is_not_who_she_was() -> None:
    text = "Bo Lind left. Ada Roth spoke. She won. He lost."
    found = join(text, *((name, "Person") for name in ("Bo Lind", "Ada Roth")))
    assert [forms(text, who) for who in found] == [["Bo Lind", "He"], ["Ada Roth", "She"]]


def test_it_is_a_body_of_this_sentence_or_the_one_before() -> None:
    text = "Tallis grew. It paid. Nobody spoke of rain. Then it rained."
    (tallis,) = join(text, ("Tallis", "Company"))
    assert forms(text, tallis) == ["Tallis", "It"]
