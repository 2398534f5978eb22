"""Which facts and slots of the grammar state the decision, its ground, the next step and a time."""

from agent.domain.draft import Part

STATES: dict[Part, tuple[str, ...]] = {
    "decision": (
        "granting",
        "agree.return_refund", "agree.exchange", "agree.cancel", "agree.size", "deed", "clause", "refused", "why_no", "fact",
        "hold.handed", "rest", "intercept", "pay.short", "urged",
    ),
    "ground": ("granting", "ground", "term", "free_term", "rest", "clause", "why", "why_no", "source", "fact", "unsent", "intercept"),
    "next_step": (
        "apply", "ask", "sent_by", "sent_on", "pay.there", "alt", "hold.handed", "do", "back", "body", "new_by",
        "look", "news_too",
    ),
    "time": ("refund_by", "ship_by", "news", "due"),
}  # fmt: skip
