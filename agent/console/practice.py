"""The practice page: simulated buyers, and answered cases of the shop with the buyer masked. Nothing is stored or sent."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from agent.console.call import Answer, Arguments, Handler, Line, Person, text_of
from agent.console.view import decided, said
from agent.domain.shop import Shop
from agent.errors import InvalidInput, NotFound
from agent.guards.courtesy import tone_of
from agent.insights import Insights
from agent.practice import Exercise, Said, Tutor
from agent.practice.collection import collection
from agent.practice.past import exercise_of

_MOST_TURNS = 12
_MOST_CHARS = 2000
_DIALOGUE = TypeAdapter(list[Said])


class PracticeRoom:
    """The functions behind the practice page."""

    def __init__(
        self, line: Line, *, tutor: Tutor, insights: Insights, shop: Callable[[str], Shop]
    ) -> None:
        self._line = line
        self._tutor = tutor
        self._insights = insights
        self._shop = shop

    def handlers(self) -> tuple[Handler, ...]:
        """Return what the page may call."""
        return (self.exercises, self.exercise, self.judge)

    def exercises(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return what can be practised on: the product's own exercises, then the shop's answered cases."""
        found = (*collection(), *self._own(self._line.shop(given)))
        return {"items": [_listed(one) for one in found]}

    def exercise(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the case as it stands in the dialogue, ready to be answered."""
        shop, exercise = self._line.shop(given), self._named(given)
        case = self._tutor.scene(exercise, _dialogue(given))
        zone = ZoneInfo(self._shop(shop).timezone)
        return {**said(case, zone), "exercise": _listed(exercise)}

    def judge(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return what the desk says to the clerk's reply, and what the buyer says next."""
        shop, exercise, dialogue = self._line.shop(given), self._named(given), _dialogue(given)
        judged = self._tutor.judge(exercise, dialogue, shop=shop)
        over = judged.next_turn is None
        draft = judged.proposal.draft
        return {
            **decided(judged.proposal),
            "strategy": draft.strategy,
            "expect": [outcome.value for outcome in exercise.expect],
            "findings": [finding.model_dump(mode="json") for finding in judged.findings],
            "parts": [part.model_dump(mode="json") for part in judged.parts],
            "tone": tone_of(dialogue[-1].reply),
            "draft": draft.text,
            "next_turn": judged.next_turn,
            "lesson": exercise.lesson if over else {},
            "colleague": exercise.answer if over else "",
        }

    def _own(self, shop: str) -> list[Exercise]:
        made = (
            exercise_of(
                one.case,
                answer=one.reply,
                opened=one.opened,
                problem=one.problem,
                language=one.language,
            )
            for one in self._insights.answered(shop)
        )
        return [one for one in made if one is not None]

    def _named(self, given: Arguments) -> Exercise:
        wanted = text_of(given, "exercise")
        own = self._own(self._line.shop(given)) if wanted.startswith("own-") else []
        found = next((one for one in (*own, *collection()) if one.id == wanted), None)
        if found is None:
            raise NotFound("this exercise is not there any more; choose another")
        return found


def _listed(exercise: Exercise) -> dict[str, Any]:
    return {
        "id": exercise.id,
        "level": exercise.level,
        "topic": exercise.topic.value,
        "language": exercise.language,
        "kind": exercise.kind.value,
        "own": exercise.own,
    }


def _dialogue(given: Arguments) -> list[Said]:
    try:
        dialogue = _DIALOGUE.validate_python(given.get("dialogue"))
    except ValidationError:
        raise InvalidInput("dialogue: turns with their replies are needed") from None
    if len(dialogue) > _MOST_TURNS or any(len(one.reply) > _MOST_CHARS for one in dialogue):
        raise InvalidInput(f"at most {_MOST_TURNS} turns of {_MOST_CHARS} characters")
    return dialogue
