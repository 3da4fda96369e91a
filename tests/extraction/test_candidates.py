"""Which pairs of entities a sentence is read for."""

from graphkit.extraction.candidates import MAX_EARLIER, MAX_FIRST, Candidate, Named, candidates


def always(one: str, other: str) -> bool:
    return True


def named(start: int, entity: int, type_: str = "Company") -> Named:
    return Named(start, start + 1, entity, type_)


def test_entities_of_one_sentence_are_paired_at_their_nearest_mentions() -> None:
    mentions = [named(0, 0), named(4, 1), named(6, 0)]
    found = candidates(mentions, [(0, 10)], always)
    assert found == [Candidate(named(4, 1), named(6, 0), (0, 10))]
    assert found[0].within


def test_an_entity_named_before_the_sentence_is_paired_with_those_in_it() -> None:
    found = candidates([named(0, 0), named(3, 0), named(12, 1)], [(0, 10), (10, 20)], always)
    assert found == [Candidate(named(3, 0), named(12, 1), (10, 20))]
    assert not found[0].within


def test_two_entities_both_named_before_are_not_paired_again() -> None:
    mentions = [named(0, 0), named(2, 1), named(12, 2)]
    found = candidates(mentions, [(10, 20)], always)
    assert [(c.first.entity, c.second.entity) for c in found] == [(1, 2), (0, 2)]


def test_only_the_latest_entities_before_a_sentence_are_looked_at() -> None:
    mentions = [*(named(n, n) for n in range(20)), named(30, 99)]
    found = candidates(mentions, [(25, 40)], always)
    latest = list(range(19, 19 - MAX_EARLIER, -1))
    assert [c.first.entity for c in found] == [*latest, *range(MAX_FIRST)]


def test_only_bodies_are_looked_at_for_being_named_first() -> None:
    mentions = [named(0, 0, "Product"), named(1, 1, "Agency"), *(named(n, n) for n in range(2, 20)), named(30, 99)]
    found = candidates(mentions, [(25, 40)], always)
    assert [c.first.entity for c in found][MAX_EARLIER:] == [1, 2]


def test_types_that_nothing_joins_are_not_paired() -> None:
    mentions = [named(0, 0, "Place"), named(2, 1, "Place")]
    assert candidates(mentions, [(0, 5)], lambda one, other: one != other) == []
