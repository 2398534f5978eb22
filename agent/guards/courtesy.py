"""How a reply sounds: a hint from courtesy words, for the meter beside the editor and for practice; no guard."""

import re
from typing import Any

_COURTESY = re.compile(
    r"您|请|請|谢谢|謝謝|感谢|感謝|抱歉|不好意思|对不起|對不起|辛苦|理解|麻烦|麻煩|放心|帮您|幫您|为您|為您|亲|親|"
    r"\b(?:please|thank(?:s| you)|sorry|apologi[sz]e|appreciate|understand|happy to|glad|let (?:me|us) know|no problem|of course)\b",
    re.IGNORECASE,
)
_HARD = re.compile(
    r"必须|必須|不行|不可能|不允许|不允許|自己看|规定就是|規定就是|你应该|你應該|无法接受|"
    r"\b(?:must|cannot|can't|impossible|not allowed|your fault|as stated)\b",
    re.IGNORECASE,
)
_REGRET = re.compile(
    r"抱歉|道歉|致歉|歉意|对不起|對不起|不好意思|对不住|過意不去|过意不去|理解|知道您|明白您|体谅|體諒|着急|著急|让您久等|讓您久等|给您添麻烦|給您添麻煩|辛苦|揪心|心疼|难受|難受|我懂|都懂|能懂|体会|體會|换了谁|換作"
    r"|\b(?:sorry|apologi[sz]e|apologies|understand|frustrating|appreciate|upset)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^。！？!?\n.]+")


def tone_of(text: str) -> dict[str, Any]:
    """Return {"level": curt | plain | courteous, "score": 0–100}."""
    sentences = max(1, len(_SENTENCE.findall(text)))
    warm, hard = len(_COURTESY.findall(text)), len(_HARD.findall(text))
    score = round(max(0.0, min(1.0, 0.25 + 0.55 * min(1.0, warm / sentences) - 0.2 * hard)) * 100)
    level = "curt" if score < 30 else "plain" if score < 50 else "courteous"
    return {"level": level, "score": score}


def regrets(text: str) -> bool:
    """Return whether a text says that it is sorry, or that it understands."""
    return bool(_REGRET.search(text))
