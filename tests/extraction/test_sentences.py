"""Where sentences begin."""

import pytest
import spacy

from graphkit.extraction import sentences  # noqa: F401  registers the component


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("graphkit_sentences")
    return pipeline


def cut(nlp: spacy.language.Language, text: str) -> list[str]:
    return [s.text.strip() for s in nlp(text).sents]


def test_a_sentence_ends_at_closing_punctuation(nlp: spacy.language.Language) -> None:
    assert cut(nlp, "Oracle sued Google. Did it win? No!") == ["Oracle sued Google.", "Did it win?", "No!"]


def test_a_closing_quote_belongs_to_its_sentence(nlp: spacy.language.Language) -> None:
    assert cut(nlp, "“We tested it.” She left.") == ["“We tested it.”", "She left."]
    assert cut(nlp, '"We tested it." She left.') == ['"We tested it."', "She left."]


def test_an_opening_quote_belongs_to_the_next_sentence(nlp: spacy.language.Language) -> None:
    assert cut(nlp, 'She left. "We tested it."') == ["She left.", '"We tested it."']


def test_a_quote_that_the_sentence_goes_on_after_does_not_end_it(nlp: spacy.language.Language) -> None:
    assert cut(nlp, "“Why?” asked Prado. Nobody knew.") == ["“Why?” asked Prado.", "Nobody knew."]


def test_abbreviations_do_not_end_a_sentence(nlp: spacy.language.Language) -> None:
    assert cut(nlp, "The U.S. agency paid Acme Inc. for it.") == ["The U.S. agency paid Acme Inc. for it."]


def test_an_empty_line_ends_a_headline_without_a_full_stop(nlp: spacy.language.Language) -> None:
    assert cut(nlp, "Bank drops vendor\n\nThe bank said so.") == ["Bank drops vendor", "The bank said so."]


def test_a_line_break_inside_a_sentence_does_not_end_it(nlp: spacy.language.Language) -> None:
    assert cut(nlp, "The bank said\nso on Monday.") == ["The bank said\nso on Monday."]
