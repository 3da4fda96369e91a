"""What the open corpora are taken to say, on sentences small enough to read."""

from __future__ import annotations

from typing import Any

import pytest

from graphkit.extraction.candidates import Named
from graphkit.extraction.labels import RELATIONS
from training.corpora.factuality import Token, arguments, possible, read
from training.corpora.relations import capitalised, told_pairs
from training.examples import language

USED = 6
SENTENCE = [
    Token("The", "DET", 1, "det"),
    Token("bank", "NOUN", 6, "nsubj"),
    Token("of", "ADP", 3, "case"),
    Token("Tallis", "PROPN", 1, "nmod"),
    Token("has", "AUX", 6, "aux"),
    Token("never", "ADV", 6, "advmod", negates=True),
    Token("used", "VERB", -1, "root"),
    Token("Argand", "PROPN", 8, "compound"),
    Token("software", "NOUN", 6, "obj"),
    Token("in", "ADP", 10, "case"),
    Token("Oslo", "PROPN", 6, "obl"),
]


def test_a_predicate_has_its_subject_with_each_object() -> None:
    spans = [((a.start, a.end), (b.start, b.end)) for a, b in arguments(SENTENCE, USED)]
    assert spans == [((1, 2), (7, 9)), ((1, 2), (10, 11))]
    assert not list(arguments(SENTENCE, 1))


@pytest.mark.parametrize(
    ("value", "negated", "has", "hasnt"),
    [
        (1.2, False, {"actual", "ended"}, {"denied", "alleged", "planned"}),
        (-1.2, True, {"denied"}, {"actual", "planned"}),
        (-1.2, False, {"denied", "planned"}, {"actual", "testing"}),
        (0.1, False, {"alleged", "testing"}, {"actual"}),
    ],
)
def test_factuality_rules_statuses_out(value: float, negated: bool, has: set[str], hasnt: set[str]) -> None:
    found = set(possible(value, negated))
    assert has <= found
    assert not hasnt & found


def test_where_people_differed_nothing_is_taught() -> None:
    assert possible(0.6, False) == possible(-0.6, True) == ()
    assert possible(1.2, True) == ()  # "they don't take cards": yes, so it is


def test_a_treebank_is_read_without_multiword_tokens(tmp_path: Any) -> None:
    rows = ["1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_", "1\tdo\tdo\tAUX\tVBP\t_\t3\taux\t_\t_"]
    rows += ["2\tn't\tnot\tPART\tRB\tPolarity=Neg\t3\tadvmod\t_\t_", "3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\t_"]
    (tmp_path / "a.conllu").write_text("# sent_id = x-1\n" + "\n".join(rows) + "\n\n", encoding="utf-8")
    assert list(read(tmp_path)) == [
        (
            "x-1",
            [
                Token("do", "AUX", 2, "aux"),
                Token("n't", "PART", 2, "advmod", negates=True),
                Token("go", "VERB", -1, "root"),
            ],
        )
    ]


ADA, TALLIS, OSLO, CUP = range(4)
MENTIONS = [
    (Named(0, 1, ADA, "Person"), 0, "PER"),
    (Named(3, 4, TALLIS, ""), 0, "ORG"),
    (Named(6, 7, OSLO, "Place"), 0, "LOC"),
    (Named(10, 11, TALLIS, ""), 1, "ORG"),
    (Named(12, 13, OSLO, "Place"), 1, "LOC"),
    (Named(14, 15, CUP, ""), 1, "MISC"),
]


def told(labels: list[dict[str, Any]]) -> dict[tuple[int, int], tuple[set[tuple[str, bool]], tuple[str, ...]]]:
    return {
        (a.start, b.start): ({(RELATIONS[c].predicate, RELATIONS[c].backward) for c in columns}, known)
        for (a, b), columns, known in told_pairs(labels, MENTIONS)
    }


def test_a_relation_is_stated_where_its_evidence_is_one_sentence_and_unknown_elsewhere() -> None:
    found = told(
        [
            {"h": TALLIS, "t": ADA, "r": "P112", "evidence": [0]},
            {"h": TALLIS, "t": OSLO, "r": "P159", "evidence": [1]},
        ]
    )
    assert found == {
        (0, 3): ({("FOUNDED", False)}, ("FOUNDED",)),  # Ada founded Tallis
        (10, 12): ({("HEADQUARTERED_IN", False)}, ("HEADQUARTERED_IN",)),
        (10, 14): (set(), ("DEVELOPS",)),
    }


def test_what_no_sentence_states_alone_is_not_taught() -> None:
    for evidence in ([], [0, 1]):
        assert set(told([{"h": TALLIS, "t": OSLO, "r": "P159", "evidence": evidence}])) == {(10, 14)}


def test_a_relation_that_is_not_ours_stands_beside_one_that_is() -> None:
    headquarters = {"h": TALLIS, "t": OSLO, "r": "P159", "evidence": [0]}
    located = {"h": TALLIS, "t": OSLO, "r": "P131", "evidence": [0]}
    assert told([located, headquarters])[3, 6] == ({("HEADQUARTERED_IN", False)}, ("HEADQUARTERED_IN",))
    assert (3, 6) not in told([located])


def test_that_nobody_is_known_to_work_somewhere_is_not_taught() -> None:
    assert (0, 3) not in told([])
    assert told([])[3, 6] == (set(), ("HEADQUARTERED_IN",))


def test_the_nearest_mentions_of_two_entities_are_read() -> None:
    mentions = [*MENTIONS[:3], (Named(8, 9, TALLIS, ""), 0, "ORG")]
    assert [(a.start, b.start) for (a, b), *_ in told_pairs([], mentions)] == [(6, 8)]


def test_capitalised_words_are_names_but_for_stop_words_at_their_head() -> None:
    doc = language()("The Ada Roth of Tallis Inc. In May she and Bo joined. It rained.")
    assert [doc[n.start : n.end].text for n in capitalised(doc)] == ["Ada Roth", "Tallis Inc.", "Bo"]
