"""A fallen price that no word names is not asserted on a guess."""

from agent.domain.reading import Problem, Want
from agent.understanding.problems import choose_problem
from agent.understanding.turns import Turns


def _chosen(text: str, shares: dict[Problem, float]) -> Problem:
    guess = {
        "problem": {one.value: shares.get(one, 0.0) for one in Problem},
        "also": {one.value: 0.0 for one in Want},
        "lead": {"yes": 0.0},
    }
    return choose_problem(Turns(text, ()), guess, Want.COMPLAINT, (), broken=False)


def test_a_mere_guess_gives_way_to_the_next_likeliest() -> None:
    drop = Problem.PRICE_DROP
    assert _chosen("天天这样", {drop: 0.4, Problem.QUALITY: 0.3}) is Problem.QUALITY
    assert _chosen("天天这样", {drop: 0.4, Problem.QUALITY: 0.1}) is Problem.NONE
    assert _chosen("天天这样", {drop: 0.6, Problem.QUALITY: 0.3}) is drop


def test_a_problem_that_words_name_is_no_guess() -> None:
    shares = {Problem.PRICE_DROP: 0.4, Problem.QUALITY: 0.3}
    assert _chosen("刚买完就降价", shares) is Problem.PRICE_DROP
