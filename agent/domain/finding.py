"""What a guard saw."""

from enum import StrEnum

from agent.domain.value import Value


class FindingKind(StrEnum):
    """The closed set of the contract."""

    PII = "pii"
    TONE = "tone"
    SINGLE_CHAR = "single_char"
    PROMISE = "promise"
    FREIGHT_MISSING = "freight_missing"
    UNGROUNDED = "ungrounded"
    SUPERLATIVE = "superlative"
    MEDICAL_CLAIM = "medical_claim"
    OFF_PLATFORM = "off_platform"
    RATING_BRIBE = "rating_bribe"
    BLAME = "blame"
    THREAT = "threat"
    PROMOTION = "promotion"
    LENGTH = "length"
    REVIEW_WINDOW = "review_window"
    INJECTION = "injection"


class Severity(StrEnum):
    """`block` stops an approval; `warn` is shown."""

    BLOCK = "block"
    WARN = "warn"


class Finding(Value):
    """One observation; `span` is [start, end) in characters of the checked text, None where it concerns the whole."""

    kind: FindingKind
    severity: Severity
    span: tuple[int, int] | None = None
    message: str
    reference: str = ""
