"""The command line as the contract writes it: commands, JSON, batches, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

POLICY = """# 退换货政策

## 七天无理由退货
签收次日起七天内，商品完好、吊牌未拆，可以申请七天无理由退货，寄回运费由买家承担。

## 质量问题
签收后十五天内出现质量问题，请提供照片，可以退货退款，来回运费由本店承担。

## 发票
电子发票在确认收货后三个工作日内发到邮箱。
"""
CATALOGUE = (
    "货号,名称,价格,库存,面料\nA1,速干短袖,129.00,12,聚酯纤维\nB2,羽毛球鞋,399.00,0,牛筋底\n"
)
CASE = {
    "id": "k1", "kind": "message", "platform": "tmall", "now": "2026-11-21T10:00:00+08:00",
    "messages": [{"role": "buyer", "text": "衣服不想要了，没拆吊牌，七天无理由退货"}],
    "order": {
        "order_id": "4100200300400500", "placed_at": "2026-11-15T10:00:00+08:00",
        "delivered_at": "2026-11-18T10:00:00+08:00", "paid": {"value": "129.00", "currency": "CNY"},
        "items": [{"sku": "A1", "title": "速干短袖", "price": "129.00"}],
    },
}  # fmt: skip


class Shell:
    """A data folder with one ingested shop, and the command line over it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "铺子"
        self.folder.mkdir()
        (self.folder / "退换货.md").write_text(POLICY, encoding="utf-8")
        (self.folder / "商品.csv").write_bytes(CATALOGUE.encode("gb18030"))

    def __call__(self, *arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "agent", "--data", str(self.root / "data"), *map(str, arguments)],
            input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=300,
            env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip

    def json(self, *arguments: object, stdin: str = "") -> Any:
        done = self(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell(tmp_path_factory.mktemp("cli"))
    first = made.json("ingest", made.folder, "--shop", "k", "--activate", "--json")
    assert set(first) == {"release", "files", "clauses", "seconds"}
    assert {row["path"]: row["status"] for row in first["files"]} == {
        "退换货.md": "read", "商品.csv": "read",
    }  # fmt: skip
    assert set(first["files"][0]) >= {"path", "status", "clauses", "reason"}
    return made


def test_a_second_ingest_reads_nothing_again(shell: Shell) -> None:
    again = shell.json("ingest", shell.folder, "--shop", "k", "--json")
    assert {row["status"] for row in again["files"]} == {"unchanged"}


def test_search(shell: Shell) -> None:
    found = shell.json("search", "几天之内可以不要理由退", "--shop", "k", "-k", "2", "--json")
    assert found["answerable"] is True and len(found["results"]) == 2
    top = found["results"][0]
    assert set(top) == {"path", "heading", "text", "score", "clause_id", "valid_from", "valid_to"}
    assert top["path"] == "退换货.md" and top["heading"].endswith("七天无理由退货")
    assert "签收次日起七天内" in top["text"]


def test_search_puts_a_products_clauses_first(shell: Shell) -> None:
    found = shell.json("search", "什么面料", "--shop", "k", "--product", "B2", "--json")
    assert "B2" in found["results"][0]["text"]


def test_search_batch_keeps_order_and_ids(shell: Shell, tmp_path: Path) -> None:
    rows = [{"id": 1, "query": "发票多久"}, {"id": "x"}, {"id": 3, "query": "质量问题运费谁出"}]
    file = tmp_path / "q.jsonl"
    file.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8"
    )
    done = shell("search", "--batch", file, "--shop", "k")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, "x", 3]
    assert "query" in answers[1]["error"] and answers[2]["results"]


def test_draft(shell: Shell) -> None:
    text = json.dumps(CASE, ensure_ascii=False)
    document = shell.json("draft", "-", "--shop", "k", "--json", stdin=text)
    assert set(document) == {
        "case_id", "release", "reading", "decision", "draft", "findings", "blocked", "timings_ms",
    }  # fmt: skip
    assert set(document["reading"]) >= {
        "claim", "wants", "all_wants", "triage", "emotion", "language", "risks", "slots", "injection",
    }  # fmt: skip
    decision = document["decision"]
    assert set(decision) >= {
        "outcome", "triage", "lane", "amount", "freight", "reasons", "missing", "deadlines",
        "answerable", "confidence",
    }  # fmt: skip
    assert decision["outcome"] == "return_refund" and decision["lane"] == "refund"
    assert decision["amount"] == {"value": "129.00", "currency": "CNY"}
    assert set(document["draft"]) >= {
        "surface",
        "strategy",
        "text",
        "writer",
        "language",
        "citations",
    }
    assert set(document["timings_ms"]) == {
        "reading",
        "search",
        "decision",
        "draft",
        "guards",
        "total",
    }
    assert not document["blocked"] and decision["deadlines"]


def test_draft_is_the_same_for_the_same_case(shell: Shell) -> None:
    text = json.dumps(CASE, ensure_ascii=False)
    one, two = (
        shell.json("draft", "-", "--shop", "k", "--writer", "template", "--json", stdin=text)
        for _ in range(2)
    )
    assert one["draft"] == two["draft"]


def test_a_writer_that_does_not_exist_is_named(shell: Shell) -> None:
    done = shell("draft", "-", "--writer", "poet", stdin=json.dumps(CASE))
    assert done.returncode == 3 and "poet" in done.stderr


def test_check(shell: Shell, tmp_path: Path) -> None:
    blocked = shell.json("check", "亲，加我微信 lanling888 给您返现50元", "--json")
    assert blocked["blocked"] is True
    assert {"off_platform", "promise"} <= {finding["kind"] for finding in blocked["findings"]}
    finding = blocked["findings"][0]
    assert set(finding) == {"kind", "severity", "span", "message", "reference"}
    context = tmp_path / "context.json"
    decided = {"decision": {"outcome": "return_refund", "amount_max": "129.00", "freight": "buyer"}}
    context.write_text(json.dumps(decided), encoding="utf-8")
    text = "亲，可以给您办理退货退款，退款金额129.00元，寄回的运费需要您承担，有问题随时找我。"
    assert shell.json("check", text, "--context", context, "--json")["blocked"] is False
    assert shell.json("check", text, "--json")["blocked"] is True


def test_check_batch(shell: Shell, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "surface": "im", "text": "亲，我们马上帮您核实，请稍等。", "context": {}},
        {"id": "b", "surface": "moon", "text": "x"},
        {
            "id": "c",
            "surface": "public_review",
            "text": "您的电话13912345678我们打过",
            "expect": {},
        },
    ]
    file = tmp_path / "t.jsonl"
    file.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8"
    )
    answers = [json.loads(line) for line in shell("check", "--batch", file).stdout.splitlines()]
    assert answers[0]["blocked"] is False and "moon" in answers[1]["error"]
    assert answers[2]["blocked"] is True


def test_rules_and_releases(shell: Shell) -> None:
    assert shell.json("rules", "check", "--shop", "k", "--json")["rules"]["other"] > 10
    listed = shell.json("releases", "list", "--shop", "k", "--json")["releases"]
    assert [row["state"] for row in listed] == ["active"]
    shown = shell.json("releases", "show", "--shop", "k", "--json")
    assert shown["id"] == listed[0]["release"]
    proposed = shell("rules", "propose", shell.folder)
    assert proposed.returncode == 0 and "退换货.md" in proposed.stdout


def test_a_changed_document_makes_a_release_that_can_be_compared_and_rolled_back(
    shell: Shell,
) -> None:
    first = shell.json("releases", "list", "--shop", "k", "--json")["releases"][-1]["release"]
    changed = POLICY.replace("三个工作日", "五个工作日")
    (shell.folder / "退换货.md").write_text(changed, encoding="utf-8")
    second = shell.json("ingest", shell.folder, "--shop", "k", "--activate", "--json")["release"]
    assert second != first
    diff = shell.json("releases", "diff", first, second, "--shop", "k", "--json")
    assert "五个工作日" in json.dumps(diff, ensure_ascii=False)
    found = shell.json("search", "电子发票几天发", "--shop", "k", "--json")["results"]
    assert not any("三个工作日" in row["text"] for row in found)
    assert shell.json("releases", "rollback", "--shop", "k", "--json")["active"] == first
    (shell.folder / "退换货.md").write_text(POLICY, encoding="utf-8")


def test_channels_list_says_how_far_each_is_proven(shell: Shell) -> None:
    rows = shell.json("channels", "list", "--json")["channels"]
    assert rows and all(row["level"] in {"L0", "L1", "L2", "L3"} for row in rows)


def test_help_names_every_command(shell: Shell) -> None:
    text = shell("--help").stdout
    for command in (
        "ingest",
        "search",
        "draft",
        "check",
        "rules",
        "releases",
        "serve",
        "demo",
        "channels",
        "export",
        "erase",
    ):
        assert command in text


def test_complaints_report(shell: Shell) -> None:
    found = shell.json("complaints", "--shop", "k", "--json")
    assert set(found) == {"shop", "first", "last", "complaints"} and found["complaints"] == []
    done = shell("complaints", "--shop", "k", "--format", "csv", "--language", "en")
    assert done.returncode == 0 and done.stdout.startswith("Product,SKU,Problem")
