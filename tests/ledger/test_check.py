"""A check names what is wrong in a damaged ledger, reads on, and changes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from extractor.ledger import tables
from extractor.ledger.check import check_ledger
from extractor.ledger.journal import export_lines
from extractor.ledger.store import Ledger
from extractor.ledger.tables import LedgerDamagedError

sys.path.insert(0, str(Path(__file__).parent))
from made import closed, entry, opened, view

WORDS = {
    "SECOND": "WHERE measure = 'm1' AND nr = 2",
    "COPY": "INSERT INTO entries (measure, nr, kind, on_day, recorded, by_name, why, data) SELECT",
}
"""Parts of statements, as they are written below."""


@pytest.fixture
def damaged(tmp_path):
    """What is wrong after a statement that no program of ours would run."""
    ledger = Ledger.open(str(tmp_path / "a.db"))
    ledger.append([opened(), closed("2026-05-01"), opened("m2", text="年底前建成绿道", due="2026-12-31")])

    def damage(statement):
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'a.db'}")
        with engine.begin() as connection:
            for name in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER entries_{name}")
            for name, words in WORDS.items():
                statement = statement.replace(name, words)
            connection.exec_driver_sql(statement)
        engine.dispose()
        found = [(problem.where, problem.code) for problem in check_ledger(ledger)]
        assert [code for _, code in found[:2]] == ["ledger.guard"] * 2 or found[0][1] == "ledger.table"
        return [one for one in found if one[1] != "ledger.guard"]

    yield damage
    ledger.close()


@pytest.mark.parametrize(
    ("statement", "where", "code"),
    [
        ("DELETE FROM measures WHERE id = 'm1'", "m1", "ledger.no_measure"),
        ("DELETE FROM entries WHERE measure = 'm2'", "m2", "ledger.no_opening"),
        ("DELETE FROM entries WHERE measure = 'm1' AND nr = 1", "m1", "ledger.no_opening"),
        ("UPDATE entries SET nr = 5 SECOND", "m1", "ledger.gap"),
        ("COPY measure, 3, kind, on_day, recorded, by_name, why, data FROM entries SECOND", "m1.3", "ledger.step"),
        ("UPDATE entries SET on_day = '2026-01-01' SECOND", "m1.2", "ledger.before_publication"),
        ("UPDATE entries SET on_day = '昨天' SECOND", "m1.2", "ledger.unreadable"),
        ("UPDATE entries SET recorded = '昨天' SECOND", "m1.2", "ledger.unreadable"),
        ("UPDATE entries SET kind = 'burnt' SECOND", "m1.2", "ledger.unreadable"),
        ("UPDATE entries SET data = '{' SECOND", "m1.2", "ledger.unreadable"),
        ("UPDATE entries SET data = '[]' SECOND", "m1.2", "ledger.unreadable"),
        ("""UPDATE entries SET data = '{"evidence":["x"]}' SECOND""", "m1.2", "ledger.unreadable"),
        ("UPDATE entries SET data = '{}' SECOND", "m1.2", "ledger.step"),
        ("UPDATE entries SET by_name = ' ' SECOND", "m1.2", "ledger.step"),
        ("UPDATE entries SET data = replace(data, '2026-06-30', '2026-06-31')", "m1.1", "ledger.unreadable"),
        ("UPDATE spans SET state = 'open'", "m1", "ledger.spans"),
        ("UPDATE spans SET rest = '{' WHERE measure = 'm2'", "m2", "ledger.spans"),
        ("DELETE FROM spans WHERE measure = 'm2'", "m2", "ledger.spans"),
        ("UPDATE spans SET measure = 'm9' WHERE measure = 'm2'", "m9", "ledger.no_opening"),
        ("UPDATE measures SET opening = x'7b' WHERE id = 'm2'", "m2", "ledger.spans"),
        ("DROP TABLE spans", "spans", "ledger.table"),
        ("DROP TABLE entries", "entries", "ledger.table"),
    ],
)
def test_damage_is_named_by_place(damaged, statement, where, code):
    assert (where, code) in damaged(statement)


def test_an_undo_of_an_entry_that_is_not_there_is_named(damaged):
    data = """'{"voids":7}'"""
    statement = f"COPY measure, 2, 'corrected', on_day, recorded, by_name, '', {data} FROM entries WHERE measure = 'm2'"
    assert ("m2.2", "ledger.step") in damaged(statement.replace("DATA", data))


def test_a_check_finds_nothing_in_a_sound_ledger_and_changes_nothing(ledger):
    ledger.append([opened(), entry("reported", "2026-04-01", progress=5), closed("2026-05-01")])
    before = list(export_lines(ledger))
    assert not list(check_ledger(ledger))
    assert list(export_lines(ledger)) == before


def test_the_guard_is_missed_and_put_back(ledger):
    ledger.append([opened()])
    sqlite = ledger._engine.dialect.name == "sqlite"
    names = tables._GUARDS_SQLITE if sqlite else tables._GUARDS_POSTGRES
    for name in names:
        statement = f"DROP TRIGGER {name}" + ("" if sqlite else " ON entries")
        ledger.write(lambda connection, said=statement: connection.exec_driver_sql(said))
    assert [problem.code for problem in check_ledger(ledger)] == ["ledger.guard"] * len(names)
    ledger.rebuild()
    assert not list(check_ledger(ledger))


def test_a_rebuild_restores_all_that_follows_from_the_entries(tmp_path):
    with Ledger.open(str(tmp_path / "a.db")) as ledger:
        ledger.append([opened(), closed("2026-05-01")])
        before = ledger.rows(view("2026-07-01"))
        ledger.write(lambda connection: connection.exec_driver_sql("DROP TABLE spans"))
        with pytest.raises(LedgerDamagedError, match="ledger check"):
            ledger.rows(view("2026-07-01"))
        ledger.rebuild()
        assert ledger.rows(view("2026-07-01")) == before
        assert not list(check_ledger(ledger))
