"""What platforms take: lengths of statements, sizes of images, batches, and requests that may not be refused.

Sources: the calls' own documents (taobao.traderate.explain.add, taobao.refund.message.add, taobao.refund.refuse,
taobao.rp.refunds.agree); other platforms' limits are not known, so the strictest known ones stand for all.
"""

from agent.domain.money import Money

EXPLANATION_CHARS = 500  # taobao.traderate.explain.add: Chinese characters of one explanation
STATEMENT_BYTES = 400  # taobao.refund.message.add: bytes, not characters
STATEMENT_IMAGE_BYTES = 500 * 1024  # taobao.refund.message.add
REFUSAL_CHARS = (2, 200)  # taobao.refund.refuse: message
REFUSAL_IMAGE_BYTES = 130_000  # taobao.refund.refuse: proof, required on Tmall
_BATCHES = {"taobao": (20, Money.of("6000")), "tmall": (30, Money.of("10000"))}
_NOT_REFUSED = frozenset({"unshipped", "seven_day_no_reason", "online_game"})


def within_statement(text: str) -> str:
    """Return the longest beginning of a text that a platform takes, cut between sentences where one ends, never inside a character."""
    if len(text.encode("utf-8")) <= STATEMENT_BYTES:
        return text
    kept = text.encode("utf-8")[: STATEMENT_BYTES - 3].decode("utf-8", "ignore")
    ends = max(kept.rfind(mark) for mark in "。；;！？\n")
    return kept[: ends + 1] if ends > len(kept) // 2 else f"{kept}…"


def batch_fault(platform: str, amounts: list[Money]) -> str | None:
    """Return why a platform takes these refunds in no single call, or None; taobao.rp.refunds.agree counts and sums them."""
    most, ceiling = _BATCHES.get(platform.lower(), _BATCHES["taobao"])
    if len(amounts) > most:
        return f"{len(amounts)} refunds; {platform} takes at most {most} in one call"
    if any(amount.currency != ceiling.currency for amount in amounts):
        return f"refunds in another currency than {ceiling.currency}"
    total = sum(amount.minor for amount in amounts)
    if total > ceiling.minor:
        return (
            f"{Money(minor=total).value} CNY; {platform} takes at most {ceiling.value} in one call"
        )
    return None


def may_refuse(kind: str) -> bool:
    """Whether taobao.refund.refuse takes a request of this kind: not of unshipped, seven-day no-reason or online-game orders."""
    return kind not in _NOT_REFUSED


def refusal_fault(message: str, image: bytes | None, *, platform: str) -> str | None:
    """Return why taobao.refund.refuse would not take a refusal, or None."""
    low, high = REFUSAL_CHARS
    if not low <= len(message) <= high:
        return f"the message has {len(message)} characters; {low} to {high} are taken"
    if image is None:
        return "a proof image is required on Tmall" if platform.lower() == "tmall" else None
    if len(image) > REFUSAL_IMAGE_BYTES:
        return f"the image has {len(image)} bytes; at most {REFUSAL_IMAGE_BYTES} are taken"
    return None
