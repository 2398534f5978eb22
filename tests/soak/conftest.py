"""The long proofs use the same databases as the integration tests."""

from tests.integration.conftest import database_url, postgres

__all__ = ["database_url", "postgres"]
