"""The OpenAPI document is valid, and the API behaves as it says: no 5xx, no undocumented status (schemathesis)."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_schema_conformance,
    status_code_conformance,
)

from tests.e2e.conftest import auth, make_app
from tests.scripted import Bench, case_of, sqlite_url

pytestmark = pytest.mark.slow

CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)


def test_the_document_is_valid_and_names_the_events(client):
    document = client.get("/api/v1/openapi.json").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert "reply.approved" in document["webhooks"]
    assert "HTTPValidationError" not in str(document)
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path.startswith("/api/v1/"):
                assert operation["security"], path


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    bench = Bench(sqlite_url(tmp_path_factory.mktemp("api")))
    for number in range(3):
        bench.desk.receive(case_of(f"c{number}", "衣服太小了"), shop="demo")
    app = make_app(
        bench,
        search=lambda query, **_options: {"answerable": False, "results": []},
        check=lambda text, **_options: {"blocked": False, "findings": []},
    )
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    bench.close()


@pytest.mark.parametrize("role", ["admin"])
def test_as_documented(schema, role):
    for found in schema.get_all_operations():
        _hammer(found.ok(), auth(role))


def _hammer(operation, headers):
    @given(case=operation.as_strategy())
    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers_as_documented(case):
        case.call_and_validate(headers=headers, checks=list(CHECKS))

    answers_as_documented()
