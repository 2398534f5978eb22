"""What buyers say and what rules write: 卖家 is 经营者 in a statute, 退刷 is 退款 in a policy.

`thesaurus.txt` holds one bridge a line: everyday words, a bar, the words that rules use for them, in the notation of
`concepts.txt`. Everyday words are looked up in Simplified characters and may stand anywhere in a question; where the rule's
own word is already there, it is not added. The keyword index gives added words less weight than the question's own.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from knowledge.search.concepts import Concept, concept
from knowledge.search.question import plain_question
from knowledge.search.terms import normalise, terms


@dataclass(frozen=True)
class Bridge:
    """Everyday words that name a thing, and the words of rules for it."""

    everyday: Concept
    rules: tuple[str, ...]


@lru_cache(maxsize=1)
def bridges() -> tuple[Bridge, ...]:
    """Return every bridge of `thesaurus.txt`."""
    text = files(__package__).joinpath("thesaurus.txt").read_text(encoding="utf-8")
    pairs = (line.split("|") for line in text.splitlines() if line.strip())
    return tuple(
        Bridge(concept(everyday.split()), tuple(rules.split())) for everyday, rules in pairs
    )


def in_rule_words(question: str, text: str) -> str:
    """Return a question with its everyday words put as the text has them: 保固多久 beside 质保期限 is 质保多久.

    Only for texts in Simplified characters; any other question comes back as it is.
    """
    held = normalise(text)
    if held != unicodedata.normalize("NFKC", text).lower():
        return question
    for bridge in bridges():
        said = next((word for word in bridge.everyday.chinese if word in question), "")
        rule = next((word for word in bridge.rules if word in held and word not in question), "")
        if said and rule and said not in held:
            question = question.replace(said, rule)
    return question


def rule_terms(question: str) -> list[str]:
    """Return the terms of the words that rules use for what a question says in everyday ones, each once."""
    said = normalise(plain_question(question))
    words = [word for b in bridges() if b.everyday.named_in(said) for word in b.rules]
    return list(dict.fromkeys(t for word in words if word not in said for t in terms(word)))
