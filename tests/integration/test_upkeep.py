"""Backup and restore, erasing proved by looking again, issued tokens, tables of the oldest version."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from agent.cli.main import main
from agent.store.database import Database
from agent.store.records import TokenRecord
from agent.store.unit_of_work import Store
from tests.scripted import SHOP, START, Bench, case_of, sqlite_url

LIN = {"shop": SHOP, "version": 1, "by": "林", "role": "agent"}
PHONE, WORDS, ORDER = "13912345678", "我对象住在三栋", "T20261121777"


def buyer_case(case_id="c1"):
    order = {"order_id": ORDER, "buyer": {"name": "赵小满", "phone": PHONE}}
    return case_of(case_id, WORDS, order=order)


@pytest.fixture
def filled(tmp_path):
    """A data folder with two buyers, one reply delivered and one still waiting to leave."""
    data = tmp_path / "data"
    data.mkdir()
    bench = Bench(sqlite_url(data))
    bench.desk.receive(buyer_case(), shop=SHOP)
    bench.receive("c2", "还没到")
    for case_id in ("c1", "c2"):
        bench.desk.approve(case_id, **LIN)
    bench.event("unread", {"id": "c9", "messages": [{"text": PHONE}]})
    (data / "knowledge").mkdir()
    (data / "knowledge" / "active.json").write_text("{}", encoding="utf-8")
    bench.close()
    return data


def run(*arguments):
    return main([str(argument) for argument in arguments])


def test_a_backup_that_fails_leaves_no_half_file(filled, tmp_path, capsys):
    (filled / "uploads.db").write_bytes(b"no database" * 100)
    out = tmp_path / "backup.tar.gz"
    assert run("--data", filled, "backup", "--out", out) == 3
    assert "uploads.db" in capsys.readouterr().err
    assert not out.exists()


def test_a_backup_comes_back_and_sends_nothing_by_itself(filled, tmp_path, capsys):
    out = tmp_path / "backup.tar.gz"
    assert run("--data", filled, "backup", "--out", out) == 0
    assert out.stat().st_mode & 0o077 == 0
    assert run("--data", filled, "backup", "--out", out) == 3  # never overwrites
    assert run("--data", filled, "restore", out) == 3  # only into an empty folder
    new = tmp_path / "new"
    assert run("--data", new, "restore", "--json", out) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["rows"]["cases"] == 2
    assert (new / "knowledge" / "active.json").read_text(encoding="utf-8") == "{}"
    before, after = (Store(Database(sqlite_url(folder))) for folder in (filled, new))
    with before.reading(SHOP) as old, after.reading(SHOP) as fresh:
        assert fresh.cases.get("c1").case == old.cases.get("c1").case
        assert fresh.audit.entries() == old.audit.entries()
        assert fresh.audit.verify() is None
        reply = fresh.outbox.of_case("c1")[0]
        assert (reply.state.value, fresh.cases.get("c1").status.value) == ("failed", "failed")
        assert "look in the chat tool" in reply.last_error
    assert after.on_the_way() == []
    before.close()
    after.close()


def test_a_damaged_backup_is_refused(filled, tmp_path, capsys):
    wrong = tmp_path / "wrong.tar.gz"
    wrong.write_bytes(b"no archive")
    assert run("--data", tmp_path / "new", "restore", wrong) == 3
    assert "no backup of this product" in capsys.readouterr().err


def test_erased_means_gone_from_every_row_and_file(filled, capsys):
    assert run("--data", filled, "export", "--shop", SHOP, "--buyer", PHONE) == 0
    exported = json.loads(capsys.readouterr().out)
    assert {name for name, rows in exported.items() if rows} == {
        "cases", "drafts", "approvals", "outbox", "inbox",
    }  # fmt: skip
    assert run("--data", filled, "erase", "--shop", SHOP, "--buyer", PHONE, "--yes") == 0
    assert run("--data", filled, "export", "--shop", SHOP, "--buyer", PHONE) == 3
    for path in filled.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            for words in (PHONE, WORDS, ORDER, "赵小满"):
                assert words.encode() not in held, f"{words} is still in {path.name}"
    store = Store(Database(sqlite_url(filled)))
    with store.reading(SHOP) as work:
        assert work.cases.find("c1") is None
        assert work.cases.find("c2") is not None
        assert work.audit.verify() is None
    store.close()


def test_an_issued_token_ends_and_can_be_revoked(tmp_path):
    bench = Bench(sqlite_url(tmp_path))
    record = TokenRecord(
        id="t1", name="erp", role="agent", created_at=START, expires_at=START + timedelta(days=1)
    )
    with bench.store.tokens() as book:
        token = book.issue(record)
    assert bench.store.token(token, now=START).name == "erp"
    assert token.rsplit("_", 1)[1].encode() not in (tmp_path / "desk.db").read_bytes()
    for wrong in ("", "as_live_t1_", "as_live_t1_x", token[:-1], f"as_live_t2_{token[11:]}"):
        assert bench.store.token(wrong, now=START) is None
    assert bench.store.token(token, now=START + timedelta(days=2)) is None
    with bench.store.tokens() as book:
        assert book.list()[0].last_used_at == START
        book.revoke("t1", now=START)
    assert bench.store.token(token, now=START) is None
    bench.close()


def test_tables_of_the_oldest_version_are_brought_up_to_date(database_url):
    database = Database(database_url)
    database.migrate(to="0001")
    moment = "2026-11-20 02:00:00"
    with database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO cases (shop, id, version, status, kind, platform, channel, priority, queue_at, alert,"
                " draft_version, body_version, body, search_text, created_at, updated_at, changed_by, change)"
                f" VALUES ('{SHOP}', 'old', 1, 'waiting', 'message', 'jd', 'webhook', 0, '{moment}', '', 0, 1,"
                f" '{{\"id\": \"old\"}}', 'old', '{moment}', '{moment}', 'buyer', 'opened')"
            )
        )
    database.migrate()
    store = Store(database)
    with store.reading(SHOP) as work:
        found = work.cases.get("old")
        assert (found.thread, found.reply_by, found.quota_left) == ({}, None, None)
        assert found.follow_up_at == found.updated_at  # nobody has looked at it for a while
    store.close()


def test_closed_cases_are_erased_after_the_retention(tmp_path):
    bench = Bench(sqlite_url(tmp_path), retention=timedelta(days=30))
    for case_id in ("closed", "open"):
        bench.receive(case_id)
    bench.desk.close("closed", shop=SHOP, by="林")
    assert bench.desk.delivery.expire() == 0
    bench.clock.forward(timedelta(days=31))
    assert bench.desk.delivery.expire() == 1
    with bench.store.reading(SHOP) as work:
        assert work.cases.find("closed") is None
        assert work.cases.find("open") is not None
    bench.close()
