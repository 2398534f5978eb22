"""The verdict of a search after question and clauses were read together."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from knowledge.clause import Clause
from knowledge.search.answer import Hit, SearchAnswer
from knowledge.search.cached import CachedJudge
from knowledge.search.judging import judged, sureness

odds = st.floats(-6, 6)


class Scripted:
    """Gives the scores it was made with, and keeps what it was asked."""

    def __init__(self, *scores: float) -> None:
        self.given = list(scores)
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((query, list(texts)))
        return self.given[: len(texts)]


def found(*texts: str, confidence: float = 0.5) -> SearchAnswer:
    hits = tuple(
        Hit(
            clause=Clause(clause_id=str(n), path="a.md", heading="保修", text=text, language="zh-Hans"),
            score=1.0 - n / 10,
        )
        for n, text in enumerate(texts)
    )  # fmt: skip
    return SearchAnswer(answerable=confidence >= 0.5, confidence=confidence, hits=hits)


def test_a_first_clause_that_answers_is_read_alone_and_nothing_found_is_moved() -> None:
    judge = Scripted(2.0)
    answer = judged(found("一", "二"), "保多久", judge)
    assert judge.asked == [("保多久", ["保修\n一"])]
    assert answer.hits == found("一", "二").hits


def test_the_next_clauses_are_read_where_the_first_does_not_answer() -> None:
    judge = Scripted(-1.0)
    judged(found("一", "二", "三", "四"), "保多久", judge)
    assert judge.asked == [("保多久", ["保修\n一"]), ("保多久", ["保修\n二", "保修\n三"])]


def test_a_later_clause_that_answers_makes_it_surer() -> None:
    class Telling(Scripted):
        def scores(self, query: str, texts: Sequence[str]) -> list[float]:
            return [3.0 if "二" in text else -3.0 for text in texts]

    alone, both = found("一"), found("一", "二")
    assert judged(both, "问", Telling()).confidence > judged(alone, "问", Telling()).confidence


def test_what_was_read_overrules_what_search_thought() -> None:
    assert judged(found("一", confidence=0.3), "问", Scripted(5.0)).answerable
    assert not judged(found("一", confidence=0.7), "问", Scripted(-5.0)).answerable


def test_nothing_found_is_not_read() -> None:
    judge = Scripted()
    assert judged(found(), "问", judge) == found()
    assert judge.asked == []


@given(st.floats(0, 1), odds, st.floats(0, 3))
def test_a_clause_that_answers_better_makes_it_no_less_sure(
    confidence: float, score: float, more: float
) -> None:
    assert 0 <= sureness(confidence, [score]) <= sureness(confidence, [score + more]) <= 1
    assert sureness(confidence, [-2, score]) <= sureness(confidence, [-2, score + more])


@given(st.floats(0, 0.9), st.floats(0, 0.1), odds)
def test_surer_search_makes_it_no_less_sure(confidence: float, more: float, score: float) -> None:
    assert sureness(confidence, [score]) <= sureness(confidence + more, [score])


def test_pairs_read_lately_are_not_read_again() -> None:
    judge = Scripted(1.0, 2.0, 3.0)
    kept = CachedJudge(judge, size=2)
    assert kept.scores("问", ["一", "二"]) == [1.0, 2.0]
    assert kept.scores("问", ["二", "一"]) == [2.0, 1.0]
    assert kept.scores("别的", ["一"]) == [1.0]
    assert kept.scores("问", ["二", "一"]) == [
        1.0,
        1.0,
    ]  # 「二」 was the oldest of three, and is read again
    assert judge.asked == [("问", ["一", "二"]), ("别的", ["一"]), ("问", ["二"])]
    assert kept.scores("问", []) == []
