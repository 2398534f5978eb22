"""Log-odds, in which what speaks for something adds up, and the shares (0–1) they stand for."""

import math

_FURTHEST = 30.0


def odds(share: float, least: float) -> float:
    """Return the log-odds of a share; `least` keeps a share of 0 or 1 from outweighing everything else."""
    return math.log((share + least) / (1 - share + least))


def share(odds: float) -> float:
    """Return the share of log-odds."""
    return 1 / (1 + math.exp(-max(-_FURTHEST, min(_FURTHEST, odds))))
