"""The long proof of ingest: killed at 50 random moments of ingest or activation, the active release still answers."""

from pathlib import Path

import pytest

from tests.integration import test_processes

pytestmark = pytest.mark.soak


def test_killed_at_fifty_random_moments(tmp_path: Path) -> None:
    test_processes.kill_at_random(tmp_path, 50)
