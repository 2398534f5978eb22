"""The delivery flow under load, killed at ten random moments (`make soak`: a hundred): nothing lost, twice or unapproved."""

import pytest

from tests.killing import Buyers, Worker, kill_at_random
from tests.scripted import sqlite_url

pytestmark = pytest.mark.slow


def test_one_process_on_sqlite(tmp_path):
    buyers = Buyers()
    workers = [Worker("one", sqlite_url(tmp_path), tmp_path, buyers.url)]
    outcome = kill_at_random(workers, buyers, points=5, seed=20261122, url=sqlite_url(tmp_path))
    buyers.close()
    assert outcome.kills == 5
    assert outcome.approved


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_two_processes_on_postgresql(database_url, tmp_path):
    buyers = Buyers()
    workers = [Worker(name, database_url, tmp_path, buyers.url) for name in ("one", "two")]
    outcome = kill_at_random(workers, buyers, points=5, seed=20261123, url=database_url)
    buyers.close()
    assert outcome.kills == 5
    assert outcome.approved
