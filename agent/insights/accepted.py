"""Accepted answers: pairs of question and answer in one document of the shop's folder, a document like any other, to be edited there."""

import re

PATH = "faq/accepted.md"


def with_pair(document: str, question: str, answer: str, product: str | None) -> str:
    """Return the document with one more pair; what was there stays as it is."""
    chinese = re.search(r"[\u4e00-\u9fff]", question)
    ask, tell = ("问：", "答：") if chinese else ("Q: ", "A: ")
    of = f"（{product}）" if chinese and product else f" ({product})" if product else ""
    lead = "\n" if document and not document.endswith("\n\n") else ""
    pair = f"{ask}{' '.join(question.split())}{of}\n{tell}{' '.join(answer.split())}\n\n"
    return f"{document}{lead}{pair}"


def holds(document: str, question: str) -> bool:
    """Return whether the document answers this question already, whatever product it was asked about."""
    return bool(
        re.search(rf"(?:问：|Q: ){re.escape(question)}(?:（[^）]*）| \([^)]*\))?\n", document)
    )
