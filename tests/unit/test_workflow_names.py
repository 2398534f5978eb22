"""Names of workflows: tries are numbered, and only their own."""

from hypothesis import given
from hypothesis import strategies as st

from agent.workflows.names import base_of, hold_name, intake_name, number_of, numbered

BASES = st.from_regex(r"[a-z]{2,6}_[0-9a-f]{4,24}(_[0-9]{1,3}){0,2}", fullmatch=True)


@given(BASES, st.integers(1, 10**6))
def test_a_try_is_known_by_its_number(base: str, number: int) -> None:
    name = numbered(base, number)
    assert (base_of(name), number_of(name, base)) == (base, number)


@given(BASES, st.from_regex(r"[0-9a-f]+", fullmatch=True), st.integers(2, 50))
def test_another_row_that_begins_alike_is_no_try(base: str, more: str, number: int) -> None:
    assert number_of(base + more, base) is None
    assert number_of(numbered(base + more, number), base) is None


def test_names_say_nothing_of_the_shop() -> None:
    assert "王府" not in intake_name("王府井店", 7)
    assert hold_name("draft_ab_1_2") == "hold_ab_1_2"
