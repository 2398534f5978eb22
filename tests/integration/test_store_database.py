"""Tables, transactions and the audit's chain, on both databases."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from agent.domain.case import CaseStatus
from agent.errors import ConfigurationError, MoveNotAllowed, NotFound, Unreachable, VersionConflict
from agent.store.database import Database
from agent.store.records import CaseRecord
from agent.store.tables import metadata
from tests.scripted import SHOP, START, case_of


def record(case_id="c1", shop=SHOP, **fields):
    fields = {
        "created_at": START,
        "updated_at": START,
        "changed_by": "t",
        "change": "opened",
        **fields,
    }
    return CaseRecord(shop=shop, **{"case": case_of(case_id, "在吗"), **fields})


def test_migrations_build_the_tables_that_the_code_knows(bench):
    bench.database.migrate()  # a second time changes nothing
    with bench.database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        assert differences == []
        assert "alembic_version" in inspect(connection).get_table_names()


def test_two_processes_may_migrate_at_once(database_url):
    failures = []

    def migrate():
        database = Database(database_url)
        try:
            database.migrate()
        except Exception as error:
            failures.append(error)
        finally:
            database.close()

    threads = [Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_case_comes_back_as_it_went_in(bench):
    body = case_of(
        "c1",
        "太小了",
        order={"order_id": "8", "paid": {"value": "129.00"}},
        history=[{"x": 1}],
        now=START,
    )
    stored = record(
        case=body, snoozed_until=START + timedelta(hours=1), proposal={"a": ["ü", "中"]}
    )
    with bench.store.writing(SHOP) as work:
        work.cases.add(stored)
    with bench.store.reading(SHOP) as work:
        assert work.cases.get("c1") == stored


def test_an_error_keeps_nothing_of_a_transaction(bench):
    with pytest.raises(ZeroDivisionError), bench.store.writing(SHOP) as work:
        work.cases.add(record())
        work.audit.append("x", actor="t", at=START)
        raise ZeroDivisionError
    with bench.store.reading(SHOP) as work:
        assert work.cases.find("c1") is None
        assert work.audit.entries() == ()


def test_shops_do_not_see_each_other(bench):
    with bench.store.writing(SHOP) as work:
        work.cases.add(record())
    with bench.store.writing("other") as work:
        work.cases.add(record(shop="other", channel="webhook"))
        assert work.cases.get("c1").channel == "webhook"
        work.cases.save(work.cases.get("c1"), status=CaseStatus.CLOSED)
    with bench.store.reading(SHOP) as work:
        assert work.cases.get("c1").status is CaseStatus.OPEN
    with bench.store.reading("third") as work, pytest.raises(NotFound, match="third"):
        work.cases.get("c1")


def test_a_stale_row_and_a_forbidden_move_are_refused(bench):
    with bench.store.writing(SHOP) as work:
        work.cases.add(record())
        seen = work.cases.get("c1")
        work.cases.save(seen, priority=1)
        with pytest.raises(VersionConflict):
            work.cases.save(seen, priority=2)
        with pytest.raises(MoveNotAllowed, match="open.*approved"):
            work.cases.save(work.cases.get("c1"), status=CaseStatus.APPROVED)


def test_nothing_enters_the_outbox_without_an_approval(bench):
    with bench.store.writing(SHOP) as work:
        work.cases.add(record())
    with pytest.raises(IntegrityError), bench.store.writing(SHOP) as work:
        work.outbox.put(
            case_id="c1",
            approval_id="made-up",
            draft_version=1,
            channel="webhook",
            payload={},
            send_after=START,
            now=START,
        )
    with pytest.raises(IntegrityError), bench.database.writing() as connection:
        connection.execute(
            text("UPDATE outbox SET approval_id = NULL")
            if connection.scalar(text("SELECT count(*) FROM outbox"))
            else text(
                "INSERT INTO outbox (shop, id, case_id, draft_version, channel, payload, state, attempts,"
                " send_after, created_at, updated_at) VALUES ('demo', 'm', 'c1', 1, 'w', '{}', 'queued', 0,"
                " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
            )
        )


def test_an_event_is_kept_once_per_channel_and_shop(bench):
    event = {
        "channel": "webhook",
        "event_id": "e1",
        "type": "message.created",
        "payload": {},
        "at": START,
    }
    with bench.store.writing(SHOP) as work:
        first = work.inbox.add(**event)
        assert first is not None
        assert work.inbox.add(**event) is None
        assert work.inbox.add(**{**event, "channel": "matrix"}) is not None
    with bench.store.writing("other") as work:
        assert work.inbox.add(**event) is not None
    assert (SHOP, first.id) in bench.store.unfinished_events()
    with bench.store.writing(SHOP) as work:
        work.inbox.finish(first.id)
    assert (SHOP, first.id) not in bench.store.unfinished_events()


def write_audit(bench, count=5):
    with bench.store.writing(SHOP) as work:
        for number in range(count):
            work.audit.append(
                "tested", actor="林", at=START, case_id="c1", number=number, note="中文"
            )


@pytest.mark.parametrize(
    ("damage", "found_at"),
    [
        ("UPDATE audit SET actor = 'somebody' WHERE seq = 3", 3),
        ("UPDATE audit SET detail = '{}' WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 5", 5),
        ("UPDATE audit SET shop = 'other' WHERE seq = 1", 1),
    ],
)
def test_a_changed_or_missing_line_shows(bench, damage, found_at):
    write_audit(bench)
    with bench.store.reading(SHOP) as work:
        assert work.audit.verify() is None
    with bench.database.writing() as connection:
        connection.execute(text(damage))
    with bench.store.reading(SHOP) as work:
        assert work.audit.verify() == found_at


def test_concurrent_writers_make_one_chain(bench):
    barrier = Barrier(4)

    def write():
        barrier.wait()
        for _ in range(5):
            write_audit(bench, 2)

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with bench.store.reading(SHOP) as work:
        assert [entry.seq for entry in work.audit.entries()] == list(range(1, 41))
        assert work.audit.verify() is None


def test_a_key_is_claimed_once_and_its_answer_replayed(bench):
    with bench.store.writing(SHOP) as work:
        assert work.answers.claim("lin", "k", request="h1", now=START) is None
        assert work.answers.claim("lin", "k", request="h1", now=START).status is None
        work.answers.keep("lin", "k", status=200, body={"ok": "好"})
        assert work.answers.claim("lin", "k", request="h1", now=START).body == {"ok": "好"}
        assert work.answers.claim("wang", "k", request="h1", now=START) is None
        assert work.answers.claim("lin", "k", request="h2", now=START + timedelta(hours=25)) is None


def test_moments_need_a_zone(bench):
    with pytest.raises(Exception, match="time zone"), bench.store.writing(SHOP) as work:
        work.audit.append("x", actor="t", at=START)
        naive = START.replace(tzinfo=None)
        work.cases.add(record().model_copy(update={"updated_at": naive}))


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y"])
def test_a_wrong_url_is_named(url):
    with pytest.raises(ConfigurationError, match="database"):
        Database(url)


def test_a_server_that_is_away_is_said_without_the_password():
    database = Database("postgresql://me:topsecret@127.0.0.1:1/desk?connect_timeout=1")
    assert not database.answers()
    with pytest.raises(Unreachable) as caught:
        database.migrate()
    assert "topsecret" not in str(caught.value)
    database.close()


def test_sqlite_is_in_wal_mode(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/new folder/desk.db")
    database.migrate()
    with database.reading() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    database.close()
    engine = create_engine(database.url)
    assert "cases" in inspect(engine).get_table_names()
    engine.dispose()


def test_a_database_that_stays_busy_is_said(tmp_path):
    url = f"sqlite:///{tmp_path}/desk.db"
    first, second = Database(url, busy_seconds=0.1), Database(url, busy_seconds=0.1)
    first.migrate()
    with first.writing():
        with pytest.raises(Unreachable, match="busy"), second.writing():
            pass  # as another process would
        found = []

        def write():
            try:
                with first.writing():
                    pass
            except Unreachable as error:
                found.append(str(error))

        thread = Thread(target=write)
        thread.start()
        thread.join()
        assert "busy" in found[0]
    with first.writing(), first.reading() as connection:  # the turn was given back
        assert connection.scalar(text("SELECT 1")) == 1
    first.close()
    second.close()
