"""The form of every measure: a check on one row is true, false or unscored; a score is its mean over the rows."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from evals.metrics.interval import bootstrap_interval

# A check whose expectation is absent gives None: it is counted as unscored, never as right or wrong.
Checks = Mapping[str, bool | None]


class Graded(BaseModel):
    """One row with its checks; `note` says what was seen, without any text of a buyer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    checks: dict[str, bool | None]
    note: str = ""


class Score(BaseModel):
    """A mean over `n` scored rows with its 95 % interval; `value` None where nothing was scored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: float | None
    n: int
    unscored: int
    interval: tuple[float, float] | None = None


def summarise(rows: Sequence[Graded]) -> tuple[Score, ...]:
    """Return one score for each check name, in order of first appearance."""
    names = dict.fromkeys(name for row in rows for name in row.checks)
    return tuple(score(name, [row.checks.get(name) for row in rows]) for name in names)


def score(name: str, values: Sequence[bool | float | None]) -> Score:
    """Return the mean of what is scored."""
    scored = [float(value) for value in values if value is not None]
    mean = round(sum(scored) / len(scored), 4) if scored else None
    return Score(
        name=name,
        value=mean,
        n=len(scored),
        unscored=len(values) - len(scored),
        interval=bootstrap_interval(scored),
    )
