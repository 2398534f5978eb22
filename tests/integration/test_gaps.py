"""What nobody had written down becomes a proposed FAQ pair, and an accepted one answers in a candidate release."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.cli.main import main
from agent.desk import Desk
from agent.domain.decision import Outcome
from agent.insights.accepted import holds, with_pair
from agent.insights.lessons import coverage, lessons
from agent.proposal import Proposal
from knowledge.search.embedder import Vectors
from knowledge.search.terms import key, terms
from tests.scripted import SHOP, START, Bench, ScriptedProposer, case_of, sqlite_url

SPAN = {"start": START - timedelta(days=1), "end": START + timedelta(days=1)}
ANSWER = "沙发套可以拆下来手洗，水温不要超过30度，不能烘干。有事打13800138000找张三。"


class Unanswering(ScriptedProposer):
    """Finds no clause for anything that is asked."""

    def propose(self, *given: object, **named: object) -> Proposal:
        made = super().propose(*given, **named)  # type: ignore[arg-type]
        decision = made.decision.model_copy(
            update={"outcome": Outcome.INFORM, "answerable": False, "amount": None}
        )
        return made.model_copy(update={"decision": decision})


@pytest.fixture
def asked(tmp_path: Path) -> Bench:
    """Three wordings of one question, one other, one of them answered by a person in their own words."""
    (tmp_path / "data").mkdir()
    bench = Bench(sqlite_url(tmp_path / "data"))
    desk = Desk(
        store=bench.store,
        proposer=Unanswering(bench.clock),
        clock=bench.clock,
        shop=bench.shops.__getitem__,
        release=lambda shop: "r1",
    )
    order = {"order_id": "88123", "placed_at": "2026-11-01T10:00:00+08:00", "paid": {"value": "9", "currency": "CNY"},
             "items": [{"sku": "S-1", "title": "沙发", "qty": 1, "price": "9"}], "buyer": {"name": "张三", "phone": "13800138000"}}  # fmt: skip
    desk.receive(case_of("c1", "沙发可以拆洗吗", order=order), shop=SHOP)
    desk.receive(case_of("c2", "沙发可以拆洗吗?", order=order), shop=SHOP)
    desk.receive(case_of("c3", "沙发 可以拆洗吗", order=order), shop=SHOP)
    desk.receive(case_of("c4", "你们哪天休息"), shop=SHOP)
    desk.edit("c2", version=1, text=ANSWER, shop=SHOP, by="林", role="agent")
    return bench


def encode(texts: Sequence[str]) -> Vectors:
    rows = np.zeros((len(texts), 4096), dtype=np.float32)
    for at, text in enumerate(texts):
        for term in terms(text):
            rows[at, key(term) % 4096] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=30)


@given(
    question=words,
    answer=words,
    product=st.none() | st.from_regex(r"[A-Z0-9-]{1,8}", fullmatch=True),
)
def test_an_accepted_pair_is_found_again_and_only_it(
    question: str, answer: str, product: str | None
) -> None:
    document = with_pair("# 常见问题\n\n正文", question, answer, product)
    assert document.startswith("# 常见问题\n\n正文\n") and document.endswith("\n\n")
    assert holds(document, question) and not holds(document, question + "？？x")
    assert holds(with_pair(document, "另一问", "另一答", None), question)


def test_wordings_of_one_question_are_one_lesson(asked: Bench) -> None:
    first, second = lessons(asked.database, SHOP, encode=encode, **SPAN)
    assert (first.asked, first.product, first.by) == (3, "S-1", "林")
    assert "水温不要超过30度" in first.answer
    assert "13800138000" not in first.answer and "张三" not in first.answer
    assert (second.question, second.answer) == ("你们哪天休息", "")
    asked.close()


def test_coverage_counts_intents_without_a_clause(asked: Bench) -> None:
    (row,) = coverage(asked.database, SHOP, last=3)
    assert (row.cases, row.without) == (3, 3)
    asked.close()


def test_an_accepted_pair_is_in_a_candidate_release(
    asked: Bench,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked.close()
    monkeypatch.setenv("AFTERSALES_EMBEDDER", "use")
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "退货.md").write_text("# 退货\n\n签收后七天内可以退货。\n", encoding="utf-8")
    here = ["--data", str(tmp_path / "data")]
    tail = ["--shop", SHOP, "--json", "--days", "9000"]

    def run(*arguments: str) -> dict[str, list[dict[str, str]]]:
        capsys.readouterr()
        assert main([*here, *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    gaps = {gap["question"]: gap for gap in run("gaps", "list", *tail)["gaps"]}
    wanted = gaps["你们哪天休息"]["id"]
    accept = ["gaps", "accept", wanted, "--folder", str(folder), *tail]
    assert main([*here, *accept]) == 3
    made = run(*accept, "--answer", "周三休息，其他日子九点到二十点有人。")
    assert (
        (folder / "faq" / "accepted.md").read_text(encoding="utf-8").startswith("问：你们哪天休息")
    )
    assert main([*here, "search", "哪天休息", "--shop", SHOP]) != 0, "nothing was activated"
    run("releases", "activate", str(made["release"]), "--shop", SHOP, "--json")
    found = run("search", "哪天休息", "--shop", SHOP, "--json")["results"][0]
    assert "周三休息" in found["text"]
    assert main([*here, *accept, "--answer", "x"]) == 3, "an accepted gap is no longer open"
    report = run("releases", "check", "--shop", SHOP, "--json")
    assert report["contradictions"] == [] and report["doubts"] == []
