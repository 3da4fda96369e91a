"""Output that text from anywhere passes through: the terminal, markup, spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.cli.output import Format, clean, write_claims, write_rows
from graphkit.exports.tables import guarded
from graphkit.rows import Rows

HOSTILE = ["[bold red]x[/]", "\x1b[2J\x1b]0;title\x07", "a\nb\tc\rd", "\u202egnp.exe", "[link=file:///]x", "\ud800"]


@given(st.text())
def test_clean_lets_no_control_character_through(text: str) -> None:
    assert not [c for c in clean(text) if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs"))))
def test_clean_leaves_visible_text_alone(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_table_shows_hostile_text_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(Rows([{"name": text, "claims": 3}]), Format.table)
    out = capsys.readouterr().out
    assert clean(text) in out
    assert "\x1b" not in out
    assert len(out.splitlines()) == 3


def test_claims_are_cleaned(capsys: pytest.CaptureFixture[str]) -> None:
    names = ("subject", "predicate", "object", "status", "attributed_to", "sentence", "title", "publisher", "published")
    row = dict.fromkeys((*names, "article"), "\x1b[31m\n")
    write_claims(Rows([{**row, "start_char": 0, "end_char": 4}]))
    assert "\x1b" not in capsys.readouterr().out


def test_table_in_a_pipe_keeps_long_text_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = "word " * 200
    write_rows(Rows([{"sentence": sentence, "n": 1}]), Format.table)
    assert sentence.strip() in capsys.readouterr().out


def test_table_leaves_out_columns_without_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(Rows([{"a": 1, "b": None, "c": "", "d": 0}]), Format.table)
    assert capsys.readouterr().out.split()[:2] == ["a", "d"]


@pytest.mark.parametrize("width", [20, 40, 80])
def test_narrow_terminal_gets_blocks(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich then takes the output for a terminal
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(width))
    write_rows(Rows([{f"column_{n}": "Northland Police" for n in range(12)}]), Format.table)
    assert "column_11  Northland Police" in capsys.readouterr().out


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_is_no_formula(start: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(Rows([{"name": f'{start}cmd|"/c calc"!A0', "n": -1}]), Format.csv)
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert row["name"].startswith(f"'{start}")
    assert row["n"] == "-1"


@given(st.text())
def test_guarded_changes_nothing_else(text: str) -> None:
    assert guarded(text) in {text, f"'{text}"}


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_csv_and_json_keep_text_whole(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(Rows([{"name": text}]), Format.json)
    assert json.loads(capsys.readouterr().out) == [{"name": text}]
    write_rows(Rows([{"name": text}]), Format.csv)
    assert list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))) == [{"name": text}]
