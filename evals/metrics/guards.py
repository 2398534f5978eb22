"""How good the guards are: recall and precision per kind, and false alarms.

A text counts as found for a kind when a finding of that kind is there: a blocking one where the text is to be blocked, any
where it is only to be warned of. A false alarm is a text that should pass and is blocked.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from agent.domain.finding import Finding, Severity


class GuardRow(BaseModel):
    """One text: what was expected and what the guards said; kinds are the contract's words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    expect_block: bool
    expect_kinds: tuple[str, ...] = ()
    blocked: bool
    blocking: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def found(self) -> frozenset[str]:
        """The expected kinds that were found with enough weight."""
        said = self.blocking if self.expect_block else self.kinds
        return frozenset(self.expect_kinds) & frozenset(said)


class GuardScores(BaseModel):
    """Shares between 0 and 1, None where nothing was there to score; `false_alarms` is their share of the passing texts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    texts: int
    recall: dict[str, float]
    precision: dict[str, float]
    block_accuracy: float | None
    false_alarms: float | None
    missed: tuple[str, ...] = ()
    alarmed: tuple[str, ...] = ()


def guard_row(
    text_id: str, expect: tuple[bool, Sequence[str]], findings: Sequence[Finding]
) -> GuardRow:
    """Return the row of one text from its (block, kinds) expectation and what the guards found."""
    blocking = tuple(
        dict.fromkeys(one.kind.value for one in findings if one.severity is Severity.BLOCK)
    )
    kinds = tuple(dict.fromkeys(one.kind.value for one in findings))
    return GuardRow(
        id=text_id,
        expect_block=expect[0],
        expect_kinds=tuple(expect[1]),
        blocked=bool(blocking),
        blocking=blocking,
        kinds=kinds,
    )


def score_guards(rows: Sequence[GuardRow]) -> GuardScores:
    """Score all rows. No rows: empty tables and None for the shares, never a perfect score.

    Precision of a kind counts texts that were blocked for it: right where the text was to be blocked at all, as a text may
    break more rules than its author named.
    """
    passing = [row for row in rows if not row.expect_block]
    alarmed = [row.id for row in passing if row.blocked]
    kinds = sorted({kind for row in rows for kind in row.expect_kinds})
    blamed = sorted({kind for row in rows for kind in row.blocking})
    return GuardScores(
        texts=len(rows),
        recall={kind: _recall(rows, kind) for kind in kinds},
        precision={kind: _precision(rows, kind) for kind in blamed},
        block_accuracy=_share([row.blocked == row.expect_block for row in rows]),
        false_alarms=_share([row.blocked for row in passing]),
        missed=tuple(row.id for row in rows if set(row.expect_kinds) - row.found),
        alarmed=tuple(alarmed),
    )


def _recall(rows: Sequence[GuardRow], kind: str) -> float:
    return _share([kind in row.found for row in rows if kind in row.expect_kinds]) or 0.0


def _precision(rows: Sequence[GuardRow], kind: str) -> float:
    return _share([row.expect_block for row in rows if kind in row.blocking]) or 0.0


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
