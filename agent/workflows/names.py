"""Ids of workflows: the same for the same work, so that it is started once however often it is asked for."""

from hashlib import sha256

from agent.store.records import CaseRecord


def draft_name(record: CaseRecord) -> str:
    """Name the draft that a case wants: its next version, for what the buyer has been asking since `asked_at`.

    It says nothing of what the case holds by now, so every line that comes before that draft is kept asks for the same
    one, and a backlog holds one workflow a case. The moment tells a new question from one that ended without a draft.
    """
    asked = "" if record.asked_at is None else f"_{int(record.asked_at.timestamp() * 1000)}"
    return f"draft_{_hashed(record.shop, record.case.id)}_{record.draft_version}{asked}"


def hold_name(draft: str) -> str:
    """Name the look whether the buyer still waits, after the draft of this name."""
    return f"hold_{draft.removeprefix('draft_')}"


def intake_name(shop: str, moment: int) -> str:
    """Name the call that works off what a shop's channels brought in one moment."""
    return f"intake_{sha256(shop.encode()).hexdigest()[:16]}_{moment}"


def numbered(base: str, number: int) -> str:
    """Name a further try: `base` is the first, `base-2` the second."""
    return base if number == 1 else f"{base}-{number}"


def base_of(name: str) -> str:
    """Return the name without the number of its try."""
    return name.split("-")[0]


def number_of(name: str, base: str) -> int | None:
    """Return which try of `base` this is; None for a name that only begins alike."""
    rest = name.removeprefix(base)
    if not rest:
        return 1
    return int(rest[1:]) if rest.startswith("-") and rest[1:].isdigit() else None


def _hashed(shop: str, case_id: str) -> str:
    # A case's id may be the buyer's account, and this database is not erased with theirs.
    return sha256(f"{shop}\n{case_id}".encode()).hexdigest()[:24]
