"""The long proof of the guards: 2,000 spellings each of phones, handles and addresses, none of which may pass."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit import test_guards_fuzz as fuzz

pytestmark = pytest.mark.soak
many = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(fuzz.phones())
def test_phones(phone: str) -> None:
    fuzz.test_no_phone_passes.hypothesis.inner_test(phone)


@many
@given(fuzz.handles())
def test_handles(handle: str) -> None:
    fuzz.test_no_handle_passes.hypothesis.inner_test(handle)


@many
@given(fuzz.addresses())
def test_addresses(address: str) -> None:
    fuzz.test_no_address_passes.hypothesis.inner_test(address)
