"""Writes with a language model: the words are the model's, the decision is not."""

from pydantic import BaseModel, ConfigDict

from agent.domain.draft import Draft, Surface
from agent.domain.finding import Finding
from agent.domain.reading import Language
from agent.drafting.brief import Brief
from agent.errors import ModelAnswerInvalid
from agent.llm import LanguageModel
from knowledge.clause import Citation
from prompts import Rendered, load

_MOST_PASSAGES = 4
_PROMPTS = {Surface.IM: "draft_reply", Surface.PUBLIC_REVIEW: "explain_review"}
_LANGUAGES = {
    Language.ZH_HANS: "Simplified Chinese (mainland)",
    Language.ZH_HANT: "Traditional Chinese (Taiwan)",
    Language.EN: "English",
}


class Sentence(BaseModel):
    """One sentence of a reply and the numbers (from 1) of the passages it rests on."""

    model_config = ConfigDict(extra="ignore")

    text: str
    passages: list[int] = []


class Reply(BaseModel):
    """The model's answer."""

    model_config = ConfigDict(extra="ignore")

    sentences: list[Sentence]


class ModelWriter:
    """Words a brief with a language model; findings of an earlier try are fed back."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The model's name, as stored with each draft."""
        return self._model.name

    def prompt_origin(self, surface: Surface) -> dict[str, str]:
        """Return name, version and checksum of the prompt used for a surface, for the record of a draft."""
        prompt = load(_PROMPTS[surface])
        return {"prompt": prompt.name, "version": prompt.version, "checksum": prompt.checksum}

    def write(self, brief: Brief, findings: tuple[Finding, ...] = ()) -> Draft:
        """Return the model's draft.

        Raises:
            ModelUnavailable: the model did not answer.
            ModelAnswerInvalid: the answer is empty or cites passages that do not exist.
        """
        reply = self._model.ask(_prompt(brief, findings), Reply)
        spoken = [sentence for sentence in reply.sentences if sentence.text.strip()]
        if not spoken:
            raise ModelAnswerInvalid(f"{self._model.name}: an empty reply")
        passages = brief.passages[:_MOST_PASSAGES]
        cited = {number for sentence in spoken for number in sentence.passages}
        if any(not 1 <= number <= len(passages) for number in cited):
            raise ModelAnswerInvalid(f"{self._model.name}: cites a passage that was not given")
        gap = " " if brief.language is Language.EN else ""
        return Draft(
            surface=brief.surface,
            strategy=brief.strategy,
            text=gap.join(sentence.text.strip() for sentence in spoken),
            writer="model",
            language=brief.language.value,
            citations=_citations(brief, cited),
            version=brief.version,
        )


def _citations(brief: Brief, cited: set[int]) -> tuple[Citation, ...]:
    grounds = [reason.citation for reason in brief.decision.reasons]
    for number in sorted(cited):
        passage = brief.passages[number - 1]
        grounds.append(Citation(path=passage.path, heading=passage.heading, quote=passage.text))
    return tuple(dict.fromkeys(grounds))


def _prompt(brief: Brief, findings: tuple[Finding, ...]) -> Rendered:
    shared = {
        "language": _LANGUAGES[brief.language],
        "shop_name": brief.shop_name or "the shop",
        "max_chars": brief.max_chars,
        "facts": _facts(brief),
        "passages": _passages(brief),
        "findings": "\n".join(f"- {finding.kind.value}: {finding.message}" for finding in findings),
    }
    if brief.surface is Surface.PUBLIC_REVIEW:
        review = brief.review.text if brief.review else ""
        strategy = brief.strategy.value if brief.strategy else "accommodate"
        return load(_PROMPTS[brief.surface]).render(
            {**shared, "strategy": strategy, "review": review}
        )
    return load(_PROMPTS[brief.surface]).render(
        {
            **shared,
            "tone": f"{brief.tone.value}{f', {brief.wish} than before' if brief.wish else ''}",
            "decision": _decision(brief),
            "messages": "\n".join(f"- {text}" for text in brief.messages),
            "examples": "\n".join(f"- {text}" for text in brief.examples),
        }
    )


def _passages(brief: Brief) -> str:
    rows = enumerate(brief.passages[:_MOST_PASSAGES], start=1)
    return "\n".join(f"[{number}] {row.heading}: {row.text}" for number, row in rows) or "(none)"


def _facts(brief: Brief) -> str:
    order, rows = (
        brief.order,
        [f"now: {brief.now.isoformat()}", f"problem: {brief.reading.problem}"],
    )
    if order is not None:
        known = order.model_dump(mode="json", exclude_none=True)
        rows += [f"{key}: {value}" for key, value in known.items() if value]
    rows += [f"in stock instead: {offer.title}" for offer in brief.offers]
    return "\n".join(rows)


def _decision(brief: Brief) -> str:
    decision = brief.decision
    rows = [f"outcome: {decision.outcome}"]
    if not decision.answerable:
        rows.append(
            "the shop's documents do not answer the question: say so, a colleague will check"
        )
    if decision.amount:
        rows.append(f"amount: {decision.amount}")
    if decision.freight:
        rows.append(f"return freight paid by: {decision.freight}")
    if decision.missing:
        rows.append(f"ask the buyer for: {', '.join(decision.missing)}")
    if decision.pending:
        rows.append("the outcome holds only once that has arrived")
    if decision.conditions:
        rows.append(f"conditions: {', '.join(decision.conditions)}")
    if decision.alternative:
        rows.append(f"offer instead: {decision.alternative}")
    rows += [f"ground: {reason.text}" for reason in decision.reasons]
    rows += [f"deadline {row.kind}: {row.due.isoformat()}" for row in decision.deadlines]
    return "\n".join(rows)
