"""Which pairs of entities a sentence is read for."""

from graphkit.extraction.candidates import MAX_EARLIER, Candidate, Named, candidates


def always(one: str, other: str) -> bool:
    return True


def named(start: int, entity: int, type_: str = "Company") -> Named:
    return Named(start, start + 1, entity, type_)


def test_entities_of_one_sentence_are_paired_at_their_nearest_mentions() -> None:
    mentions = [named(0, 0), named(4, 1), named(6, 0)]
    found = candidates(mentions, [(0, 10)], (0, 10), always)
    assert found == [Candidate(named(4, 1), named(6, 0), (0, 10))]
    assert found[0].within


def test_an_entity_named_before_the_sentence_is_paired_with_those_in_it() -> None:
    found = candidates([named(0, 0), named(3, 0), named(12, 1)], [(0, 10), (10, 20)], (0, 20), always)
    assert found == [Candidate(named(3, 0), named(12, 1), (10, 20))]
    assert not found[0].within


def test_two_entities_both_named_before_are_not_paired_again() -> None:
    mentions = [named(0, 0), named(2, 1), named(12, 2)]
    found = candidates(mentions, [(10, 20)], (0, 20), always)
    assert [(c.first.entity, c.second.entity) for c in found] == [(1, 2), (0, 2)]


def test_only_the_latest_entities_before_a_sentence_are_looked_at() -> None:
    mentions = [*(named(n, n) for n in range(20)), named(30, 99)]
    found = candidates(mentions, [(25, 40)], (0, 40), always)
    assert [c.first.entity for c in found] == list(range(19, 19 - MAX_EARLIER, -1))


def test_types_that_nothing_joins_are_not_paired() -> None:
    mentions = [named(0, 0, "Place"), named(2, 1, "Place")]
    assert candidates(mentions, [(0, 5)], (0, 5), lambda one, other: one != other) == []


def test_what_the_encoder_does_not_see_is_not_paired() -> None:
    assert candidates([named(0, 0), named(12, 1)], [(10, 20)], (10, 20), always) == []
