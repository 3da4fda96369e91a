"""Which texts share sentences with others."""

from __future__ import annotations

from training.unlabelled import sentences, without


def test_texts_are_compared_by_their_long_sentences() -> None:
    long = "The agency said on Tuesday that it would publish the data by the end of the year."
    assert sentences(f"Short. {long}") == sentences(long.upper())
    assert sentences("Read more. Sign up.") == set()


def test_texts_that_share_a_sentence_are_left_out() -> None:
    long = "The agency said on Tuesday that it would publish the data by the end of the year."
    other = "Nobody at the company was ready to say who had bought the shares that it sold in May."
    assert without([f"{other} Read more.", f"Read more. {long} {other}", ""], [long]) == [
        f"{other} Read more.",
        "",
    ]
