"""The knowledge page: files in, what was read of them, clauses, releases side by side, a question tried, gaps."""

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import date, timedelta
from threading import Lock, Thread
from typing import Any
from zoneinfo import ZoneInfo

from agent.clerk.clerk import Clerk
from agent.clerk.gate import ReleaseGate
from agent.console.call import (
    Answer,
    Arguments,
    Handler,
    Line,
    Person,
    number_of,
    only_leads,
    text_of,
)
from agent.console.uploads import Uploads
from agent.console.view import clock
from agent.domain.clock import Clock
from agent.errors import AftersalesError, InvalidInput, MoveNotAllowed
from agent.insights import Insights
from agent.insights.accepted import PATH, holds, with_pair
from knowledge.clause import Clause
from knowledge.errors import KnowledgeError
from knowledge.releases import Release

_PAGE = 80
_MOST_CHANGES = 200
_GAP_DAYS = 30
_MOST_CHARS = 2000


class ShelfRoom:
    """The functions behind the knowledge page."""

    def __init__(
        self, line: Line, *, clerk: Clerk, insights: Insights, clock: Clock, uploads: Uploads
    ) -> None:
        self._line = line
        self._clerk = clerk
        self._insights = insights
        self._clock = clock
        self._uploads = uploads
        self._jobs: dict[str, dict[str, Any]] = {}
        self._lock = Lock()

    def handlers(self) -> tuple[Handler, ...]:
        """Return what the page may call."""
        return (
            self.shelf, self.clauses, self.release_diff, self.upload_file, self.upload_remove, self.ingest,
            self.progress, self.activate, self.rollback, self.ask_knowledge, self.gaps, self.gap_answer,
        )  # fmt: skip

    def shelf(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the releases, latest first, and the files of one of them (by default the answering one)."""
        shop = self._line.shop(given)
        library = self._clerk.library
        zone = self._zone(shop)
        releases = library.releases(shop)
        active = library.active(shop)
        wanted = given.get("release") or active or (releases[-1].id if releases else None)
        shown = next((one for one in releases if one.id == wanted), None)
        return {
            "releases": [_release(one, zone) for one in reversed(releases)],
            "active": active,
            "release": shown.id if shown else None,
            "files": [file.model_dump(exclude={"digest"}) for file in shown.files] if shown else [],
            "uploads": self._uploads.files(shop) if given.get("uploads") else [],
            "withdrawn": self._uploads.withdrawn(shop) if given.get("uploads") else [],
        }

    def clauses(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return a page of a release's clauses, narrowed by a file or by words."""
        shop = self._line.shop(given)
        found = self._clerk.library.clauses(shop, given.get("release") or None)
        path, words = given.get("path"), str(given.get("words") or "").casefold().split()
        kept = [
            clause
            for clause in found
            if (not path or clause.path == path)
            and all(w in f"{clause.heading} {clause.text}".casefold() for w in words)
        ]
        start = number_of(given, "start", low=0, high=10**6, default=0)
        today = self._clock.now().astimezone(self._zone(shop)).date()
        return {
            "total": len(kept),
            "items": [_clause(clause, today) for clause in kept[start : start + _PAGE]],
        }

    def release_diff(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return what changed from one release to another."""
        shop = self._line.shop(given)
        diff = self._clerk.library.diff(shop, text_of(given, "from"), text_of(given, "to"))
        today = self._clock.now().astimezone(self._zone(shop)).date()
        return {
            "counts": {
                "added": len(diff.added), "changed": len(diff.changed), "withdrawn": len(diff.withdrawn),
            },
            "added": [_clause(one, today) for one in diff.added[:_MOST_CHANGES]],
            "changed": [
                [_clause(a, today), _clause(b, today)] for a, b in diff.changed[:_MOST_CHANGES]
            ],
            "withdrawn": [_clause(one, today) for one in diff.withdrawn[:_MOST_CHANGES]],
        }  # fmt: skip

    def upload_file(self, given: Arguments, person: Person) -> Answer:
        """Keep one file, given in base64, in the shop's folder; nothing answers from it before it is read and activated."""
        only_leads(person)
        shop, path = self._line.shop(given), text_of(given, "path")
        try:
            content = b64decode(text_of(given, "content"), validate=True)
        except NotBase64:
            raise InvalidInput(f"{path[:80]}: the file did not arrive whole; try again") from None
        self._uploads.add(shop, path, content)
        return {"done": "uploaded", "path": path}

    def upload_remove(self, given: Arguments, person: Person) -> Answer:
        """Drop one file of the shop's folder."""
        only_leads(person)
        self._uploads.remove(self._line.shop(given), text_of(given, "path"))
        return {"done": "removed"}

    def ingest(self, given: Arguments, person: Person) -> Answer:
        """Read the shop's folder into a candidate release, in the background; `progress` tells how far it is."""
        only_leads(person)
        shop = self._line.shop(given)
        with self._lock:
            if self._jobs.get(shop, {}).get("state") == "running":
                raise MoveNotAllowed("the folder is being read already")
            job: dict[str, Any] = {"state": "running", "stage": "read", "done": 0, "total": 0}
            self._jobs[shop] = job
        Thread(target=self._read, args=(shop, job, person.name), daemon=True).start()
        return {"job": dict(job)}

    def progress(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return how far reading is; its report at the end."""
        return {"job": dict(self._jobs.get(self._line.shop(given), {"state": "none"}))}

    def activate(self, given: Arguments, person: Person) -> Answer:
        """Let a release answer if the gate lets it pass; a refusal says why."""
        only_leads(person)
        shop, gate = self._line.shop(given), ReleaseGate(self._clerk)
        self._clerk.library.activate(
            shop, text_of(given, "release"), gate=gate, now=self._clock.now()
        )
        return {"done": "activated", "note": gate.note}

    def rollback(self, given: Arguments, person: Person) -> Answer:
        """Let the release that answered before answer again."""
        only_leads(person)
        return {
            "done": "rolled_back",
            "release": self._clerk.library.rollback(self._line.shop(given)).id,
        }

    def ask_knowledge(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return the clauses that answer a question best."""
        shop, question = self._line.shop(given), text_of(given, "question").strip()
        if not question:
            raise InvalidInput("type a question first")
        release = given.get("release") or None
        found = self._clerk.library.search(shop, question[:400], k=5, release=release)
        today = self._clock.now().astimezone(self._zone(shop)).date()
        return {
            "answerable": found.answerable,
            "confidence": found.confidence,
            "items": [_clause(hit.clause, today) | {"score": hit.score} for hit in found.hits],
        }

    def gaps(self, given: Arguments, person: Person) -> Answer:  # noqa: ARG002 - one signature for all
        """Return questions of buyers that the documents do not answer, alike ones as one, personal data masked."""
        shop, now = self._line.shop(given), self._clock.now()
        found = self._insights.lessons(
            shop,
            start=now - timedelta(days=_GAP_DAYS),
            end=now + timedelta(days=1),
            encode=self._clerk.library.encode,
        )
        known = self._uploads.text(shop, PATH)
        return {
            "items": [
                {"id": one.id, "question": one.question, "asked": one.asked, "product": one.product, "answer": one.answer, "by": one.by}
                for one in found
                if not holds(known, one.question)
            ]
        }  # fmt: skip

    def gap_answer(self, given: Arguments, person: Person) -> Answer:
        """Write question and answer into the shop's folder; it answers once the folder is read and activated."""
        only_leads(person)
        shop = self._line.shop(given)
        question, answer = text_of(given, "question").strip(), text_of(given, "answer").strip()
        if not question or not answer:
            raise InvalidInput("write question and answer first")
        if len(question) + len(answer) > _MOST_CHARS:
            raise InvalidInput(f"at most {_MOST_CHARS} characters")
        product = given.get("product")
        pairs = with_pair(
            self._uploads.text(shop, PATH), question, answer, str(product) if product else None
        )
        self._uploads.add(shop, PATH, pairs.encode())
        return {"done": "kept", "path": PATH}

    def _read(self, shop: str, job: dict[str, Any], author: str) -> None:
        def tell(stage: str, done: int, total: int) -> None:
            job.update(stage=stage, done=done, total=total)

        try:
            report = self._clerk.library.ingest(
                self._uploads.folder(shop),
                shop,
                now=self._clock.now(),
                author=author,
                progress=tell,
            )
        except (AftersalesError, KnowledgeError, OSError) as error:
            job.update(state="failed", error=" ".join(str(error).split()))
            return
        job.update(
            release=report.release,
            clauses=report.clauses,
            seconds=report.seconds,
            files=[file.model_dump(exclude={"digest"}) for file in report.files],
            state="done",
        )

    def _zone(self, shop: str) -> ZoneInfo:
        return ZoneInfo(self._clerk.shelf.books(shop).shop.timezone)


def _release(release: Release, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": release.id,
        "at": clock(release.created, zone),
        "by": release.author,
        "state": release.state.value,
        "clauses": len(release.clause_ids),
        "files": len(release.files),
        "failed": sum(file.status == "failed" for file in release.files),
    }


def _clause(clause: Clause, today: date) -> dict[str, Any]:
    """Return a clause with where it stands in time: future, past, or current."""
    when = "current"
    if clause.valid_from and clause.valid_from > today:
        when = "future"
    elif clause.valid_to and clause.valid_to < today:
        when = "past"
    return {
        "path": clause.path,
        "heading": clause.heading,
        "text": clause.text,
        "from": clause.valid_from.isoformat() if clause.valid_from else None,
        "to": clause.valid_to.isoformat() if clause.valid_to else None,
        "when": when,
        "products": list(clause.products),
    }
