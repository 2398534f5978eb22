"""The use case: a buyer speaks, a clerk answers and decides, and hears what the desk would have done and what is lacking.

Stateless: each call carries the whole dialogue, and nothing of it is kept.
"""

from collections.abc import Sequence
from datetime import datetime

from agent.domain.case import Case, CaseKind
from agent.domain.clock import Clock
from agent.domain.finding import Finding
from agent.domain.message import Message, Role
from agent.domain.review import Review
from agent.domain.value import Value
from agent.errors import InvalidInput
from agent.practice.exercise import Exercise
from agent.practice.parts import Part, parts_of
from agent.proposal import Proposal, Proposer


class Said(Value):
    """One turn of the buyer (by its place) with the clerk's reply; "" while the clerk has not answered yet."""

    turn: int = 0
    reply: str = ""


class Judged(Value):
    """What the desk says to a reply.

    `proposal` is the desk's own decision and draft for the same turn, `findings` what the guards see in the clerk's text,
    `parts` what a good reply holds. `next_turn` None: the buyer has nothing more to say.
    """

    proposal: Proposal
    findings: tuple[Finding, ...]
    parts: tuple[Part, ...]
    next_turn: int | None = None


class Tutor:
    """Plays the buyer, and judges replies with the desk's own rules and guards."""

    def __init__(self, proposer: Proposer, clock: Clock) -> None:
        self._proposer = proposer
        self._clock = clock

    def scene(self, exercise: Exercise, dialogue: Sequence[Said]) -> Case:
        """Return the case as it stands after these turns; InvalidInput for a turn that the exercise does not have."""
        if not dialogue or any(not 0 <= said.turn < len(exercise.turns) for said in dialogue):
            raise InvalidInput("dialogue: the exercise has no such turn")
        now = self._clock.now()
        messages = []
        for said in dialogue:
            turn = exercise.turns[said.turn]
            messages.append(Message(role=Role.BUYER, text=turn.text, attachments=turn.sends))
            if said.reply.strip():
                messages.append(Message(role=Role.SELLER, text=said.reply))
        public = exercise.kind is CaseKind.REVIEW
        return Case(
            id=f"practice-{exercise.id}",
            kind=exercise.kind,
            platform=exercise.platform,
            language=exercise.language,
            now=now,
            messages=() if public else tuple(messages),
            order=exercise.order.order(now) if exercise.order else None,
            claim=exercise.claim,
            review=_review(exercise, now) if public else None,
        )

    def judge(self, exercise: Exercise, dialogue: Sequence[Said], *, shop: str) -> Judged:
        """Return what the desk says to the last reply of the dialogue."""
        self.scene(exercise, dialogue)  # refuses turns that are not there
        last = dialogue[-1]
        if not last.reply.strip():
            raise InvalidInput("reply: write what you would answer first")
        case = self.scene(exercise, [*dialogue[:-1], last.model_copy(update={"reply": ""})])
        proposal = self._proposer.propose(case, shop=shop, writer="template")
        parts = parts_of(last.reply, case, proposal)
        return Judged(
            proposal=proposal,
            findings=self._proposer.check_edit(case, proposal, last.reply, shop=shop),
            parts=parts,
            next_turn=_next_turn(exercise, last.turn, parts),
        )


def _review(exercise: Exercise, now: datetime) -> Review:
    return Review(stars=exercise.stars, text=exercise.turns[0].text, created_at=now)


def _next_turn(exercise: Exercise, after: int, parts: Sequence[Part]) -> int | None:
    """Return what the buyer says next; a question that the reply has answered already is not asked."""
    held = {part.name for part in parts if part.held}
    later = range(after + 1, len(exercise.turns))
    return next((at for at in later if exercise.turns[at].unless not in held), None)
