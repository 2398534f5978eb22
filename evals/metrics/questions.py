"""Was the clause found that answers the question?"""

from evals.dataset import Gold, Question
from evals.metrics.grade import Graded
from knowledge.clause import Clause
from knowledge.search.answer import SearchAnswer


def grade_question(question: Question, found: SearchAnswer) -> Graded:
    """Check the first, the first three and the first ten results, and the verdict whether there is an answer."""
    clauses = [hit.clause for hit in found.hits]
    ranks = [
        rank
        for rank, clause in enumerate(clauses)
        if any(matches(gold, clause) for gold in question.gold)
    ]
    best = ranks[0] if ranks else len(clauses)
    asked = bool(question.gold)
    checks: dict[str, bool | None] = {
        "first": best == 0 and bool(ranks) if asked else None,
        "top_3": bool(ranks) and best < 3 if asked else None,
        "top_10": bool(ranks) if asked else None,
        "answerable": found.answerable == asked,
    }
    return Graded(id=question.id, checks=checks, note=f"rank {best + 1 if ranks else 'none'}")


def told(question: Question, text: str) -> bool | None:
    """Return whether a reply says what a gold clause holds; None where the question has no gold words."""
    words = [word for gold in question.gold for word in gold.must_contain]
    said = "".join(text.split())
    return any("".join(word.split()) in said for word in words) if words else None


def matches(gold: Gold, clause: Clause) -> bool:
    """Return whether a clause stands where the gold answer does and holds the words it must contain."""
    if clause.path != gold.path:
        return False
    if gold.heading_or_row and gold.heading_or_row not in clause.heading:
        return False
    return all(word in clause.text for word in gold.must_contain)
