"""What a search gives."""

from pydantic import BaseModel, ConfigDict

from knowledge.clause import Clause


class Hit(BaseModel):
    """A clause with its fused score (0–1 within one answer); `staff`: for the shop's own people, never to be quoted to a buyer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clause: Clause
    score: float
    staff: bool = False


class SearchAnswer(BaseModel):
    """Clauses, best first; `answerable` says whether they are good enough to answer from, `confidence` how sure that is (0–1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answerable: bool
    confidence: float
    hits: tuple[Hit, ...] = ()
