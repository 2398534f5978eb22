"""What the buyer said: the turn that now waits for an answer, and what was said before it."""

import re
from dataclasses import dataclass

from agent.domain.case import Case, CaseKind
from agent.domain.message import Role

_UNFINISHED = re.compile(
    r"(要|想|给|的|把|和|还|就|申请|麻烦|帮我|请|能|可以|是|在|说|about|to|the|a|my|please|and)$"
)


@dataclass(frozen=True)
class Turns:
    """`latest` since the shop last spoke (or the buyer's last words, where the shop spoke last); `earlier` before it."""

    latest: str
    earlier: tuple[str, ...]

    @property
    def everything(self) -> str:
        """Return all of the buyer's words, oldest first."""
        return "\n".join((*self.earlier, self.latest)).strip()


def turns(case: Case) -> Turns:
    """Return the buyer's words of a case; a claim's reason and a review's text count as the latest."""
    groups: list[list[str]] = [[]]
    for message in case.messages:
        if message.role is Role.SELLER:
            groups.append([])
        elif message.text and message.text.strip():
            groups[-1].append(message.text.strip())
    spoken = [_joined(group) for group in groups if group]
    formal = [text for text in (_reason(case), _review(case)) if text]
    if formal:
        # Talk after the review or claim may say more, but what was put in writing formally leads.
        return Turns("\n".join(formal), tuple(spoken))
    if not spoken:
        return Turns("", ())
    return Turns(spoken[-1], tuple(spoken[:-1]))


def _joined(fragments: list[str]) -> str:
    """Join lines sent one after the other: 「我想」「退货」 is one clause, two whole sentences are two."""
    text = ""
    for fragment in fragments:
        if not text:
            text = fragment
        elif len(text.rsplit("\n", 1)[-1]) <= 12 and _UNFINISHED.search(text.lower()):
            text += (" " if text[-1:].isascii() else "") + fragment
        else:
            text += "\n" + fragment
    return text


def _reason(case: Case) -> str:
    return (case.claim.reason or "").strip() if case.claim else ""


def _review(case: Case) -> str:
    return case.review.text.strip() if case.review and case.kind is CaseKind.REVIEW else ""
