"""What a candidate release must pass before it may answer."""

import json
from collections.abc import Mapping

from pydantic import ValidationError

from agent.clerk.clerk import Clerk
from agent.domain.case import Case
from agent.errors import AftersalesError
from knowledge.releases import Release

# The shop's own eval cases travel with the release under this prefix, so that a later activation tries the same ones.
EVALS = "evals/"


class ReleaseGate:
    """Judges a release: the rulebook loads, every cited clause exists, no eval case comes to a forbidden outcome.

    `note` says afterwards what was tried.
    """

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self.note = ""

    def __call__(self, release: Release) -> str | None:
        """Return the reason of a refusal in one line, or None."""
        shelf = self._clerk.shelf
        try:
            books = shelf.books(release.shop, release.id)
            for platform in ("other", *books.shop.platforms):
                shelf.rulebook(release.shop, release.id, platform)
        except AftersalesError as error:
            return str(error)
        cases, fault = _cases(release.shop_files)
        if fault:
            return fault
        self.note = f"{len(cases)} eval cases tried" if cases else "no eval cases of the shop's own"
        return next(filter(None, (self._tried(case, release) for case in cases)), None)

    def _tried(self, case: Case, release: Release) -> str | None:
        expect = case.expect
        if expect is None or not expect.forbidden_outcomes:
            return None
        bare = case.model_copy(update={"expect": None})
        proposal = self._clerk.propose(
            bare, shop=release.shop, writer="template", release=release.id
        )
        outcome = proposal.decision.outcome.value
        if outcome not in expect.forbidden_outcomes:
            return None
        return f"eval case {case.id!r} comes to {outcome!r}, which it forbids"


def _cases(files: Mapping[str, str]) -> tuple[tuple[Case, ...], str | None]:
    cases = []
    for name, text in sorted(files.items()):
        if not name.startswith(EVALS):
            continue
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            try:
                cases.append(Case.model_validate(json.loads(line)))
            except ValidationError as error:
                fault = error.errors(include_input=False)[0]
                where = ".".join(str(part) for part in fault["loc"])
                return (), f"{name} line {number}: {where}: {fault['msg']}"
            except ValueError:
                return (), f"{name} line {number}: not valid JSON"
    return tuple(cases), None
