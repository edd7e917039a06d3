"""Round trips: random edits on the people's columns come back as exactly those entries, by two programs."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import office
import trips
from conftest import make_row
from scripts import script

from extractor.ledger import Ledger

OPENPYXL = range(100)
OFFICE = range(1000, 1030)


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(str(tmp_path / "ledger.db")) as ledger:
        trips.fill(ledger, map(make_row, range(8)))
        yield ledger


def test_untouched_sheets_give_nothing(ledger, tmp_path):
    made = trips.plan(ledger, trips.write(ledger, tmp_path / "a.xlsx"))
    assert (made.entries, made.conflicts, made.problems) == ([], [], [])


def test_edits_by_openpyxl_come_back_as_exactly_those_entries(ledger, tmp_path):
    base = openpyxl.load_workbook(trips.write(ledger, tmp_path / "a.xlsx"))
    for seed in OPENPYXL:
        edits = script(seed, trips.rows_of(ledger))
        trips.check(ledger, seed, trips.type_with_openpyxl(base, edits, tmp_path / "b.xlsx"), edits)


@pytest.mark.skipif(not office.is_installed(), reason="LibreOffice is not installed")
def test_edits_by_libreoffice_come_back_as_exactly_those_entries(ledger, tmp_path):
    base = trips.write(ledger, tmp_path / "a.xlsx")
    scripts = {seed: script(seed, trips.rows_of(ledger)) for seed in OFFICE}
    for seed, path in trips.type_with_office(base, scripts, tmp_path, tmp_path / "home").items():
        trips.check(ledger, seed, path, scripts[seed])


def test_what_was_read_is_recorded_once_and_the_next_sheet_is_clean(ledger, tmp_path):
    base = openpyxl.load_workbook(trips.write(ledger, tmp_path / "a.xlsx"))
    for seed in range(200, 212):
        path = trips.type_with_openpyxl(base, script(seed, trips.rows_of(ledger)), tmp_path / "b.xlsx")
        made = trips.plan(ledger, path, take="theirs")
        ledger.append(made.entries, expect=made.expect)
        assert trips.plan(ledger, path, take="ours").entries == []
        fresh = trips.plan(ledger, trips.write(ledger, tmp_path / "fresh.xlsx"))
        assert (fresh.entries, fresh.conflicts, fresh.problems) == ([], [], [])
