"""What follows from claims and mentions, without a store."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import StoreError
from graphkit.stores.derivation import NameTally, Support, derive_relationship
from tests.stores.rows import ONTOLOGY

supports = st.builds(
    Support,
    status=st.sampled_from(tuple(ONTOLOGY.statuses)),
    confidence=st.floats(0, 1),
    published=st.sampled_from(("", "2019-12-31", "2020-01-01", "2020-01-02")),
    article=st.sampled_from(("one", "two", "three")),
)
mentions = st.tuples(st.sampled_from("abc"), st.sets(st.sampled_from("abcdé🕵")))


def status_of(*claims: tuple[str, str]) -> str:
    """The status derived from claims given as (status, published)."""
    derived = derive_relationship([Support(s, 1.0, p, f"{n}") for n, (s, p) in enumerate(claims)], ONTOLOGY)
    assert derived is not None
    return str(derived["status"])


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ([("actual", "2020-01-01"), ("ended", "2021-01-01")], "ended"),
        ([("ended", "2020-01-01"), ("actual", "2021-01-01")], "actual"),
        ([("actual", "2020-01-01"), ("testing", "2020-01-01")], "testing"),
        ([("actual", ""), ("planned", "2020-01-01")], "planned"),
        ([("alleged", ""), ("actual", "2020-01-01")], "actual"),
        ([("actual", ""), ("alleged", "")], "alleged"),
        ([("actual", "2020-01-01"), ("denied", "2021-01-01")], "actual"),
    ],
)
def test_status_is_that_of_the_latest_then_of_the_lowest_in_the_table(
    claims: list[tuple[str, str]], status: str
) -> None:
    for order in permutations(claims):
        assert status_of(*order) == status


def test_a_status_that_the_ontology_lacks_is_one_clear_error() -> None:
    claim = Support("rumoured", 0.5, "2024-01-01", "one")
    with pytest.raises(StoreError, match=r"status 'rumoured'.*--ontology"):
        derive_relationship([claim], ONTOLOGY)


def test_no_claim_makes_no_relationship() -> None:
    assert derive_relationship([], ONTOLOGY) is None


def test_unknown_dates_are_no_first_or_last() -> None:
    derived = derive_relationship(
        [Support("actual", 0.5, "", "one"), Support("actual", 0.5, "2020-01-01", "two")], ONTOLOGY
    )
    assert derived is not None
    assert (derived["first_seen"], derived["last_seen"]) == ("2020-01-01", "2020-01-01")
    derived = derive_relationship([Support("actual", 0.5, "", "one")], ONTOLOGY)
    assert derived is not None
    assert (derived["first_seen"], derived["last_seen"]) == ("", "")


@given(st.lists(supports, max_size=6), st.randoms())
def test_order_of_claims_makes_no_difference(claims: list[Support], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert derive_relationship(shuffled, ONTOLOGY) == derive_relationship(claims, ONTOLOGY)


@given(st.lists(supports, max_size=6))
def test_denied_claims_only_contest(claims: list[Support]) -> None:
    supporting = [c for c in claims if c.status != "denied"]
    derived, alone = derive_relationship(claims, ONTOLOGY), derive_relationship(supporting, ONTOLOGY)
    if derived is None or alone is None:
        assert supporting == []
        assert derived is None
        return
    assert derived["contested"] is (len(supporting) < len(claims))
    assert set(derived["statuses"]) == {c.status for c in claims}
    assert {k: v for k, v in derived.items() if k not in ("contested", "statuses")} == {
        k: v for k, v in alone.items() if k not in ("contested", "statuses")
    }


def tally(*articles: tuple[str, set[str]]) -> NameTally:
    """The tally after these articles."""
    found = NameTally()
    for name, names in articles:
        found.add(name, names)
    return found


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["Clearview", "Clearview AI", "Clearview"], "Clearview"),
        (["Clearview", "Clearview AI"], "Clearview AI"),
        (["Beta", "Acme"], "Acme"),
        (["acme", "Acme"], "Acme"),
    ],
)
def test_name_is_the_most_frequent_then_the_longest_then_the_first(names: list[str], chosen: str) -> None:
    for order in permutations(names):
        assert tally(*((name, set()) for name in order)).name() == chosen


@given(st.lists(mentions, min_size=1, max_size=6), st.lists(mentions, max_size=4))
def test_withdrawing_undoes_adding(kept: list[tuple[str, set[str]]], gone: list[tuple[str, set[str]]]) -> None:
    found = tally(*gone, *kept)
    for name, names in gone:
        found.withdraw(name, names)
    assert found.properties() == tally(*kept).properties()


@given(st.lists(mentions, min_size=1, max_size=6))
def test_tally_survives_its_properties(articles: list[tuple[str, set[str]]]) -> None:
    properties = tally(*articles).properties()
    assert NameTally.from_properties(properties).properties() == properties
    assert properties["names"] == sorted({name for name, names in articles for name in {name, *names}})
