"""The demo shop is whole: documents, catalogue, rules that cite what exists, cases and their reworded variants."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.domain.case import Case, CaseKind
from agent.domain.decision import Outcome
from agent.domain.money import Money
from agent.domain.shop import Shop
from evals.datasets import make_demo_shop
from knowledge.readers.reader import read_folder
from knowledge.readers.reading import FileReading

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "knowledge" / "demo_shop"
INBOX = SHOP / "inbox" / "inbox.jsonl"
VARIANTS = ROOT / "evals" / "datasets" / "variants.jsonl"

OUTCOMES = {outcome.value for outcome in Outcome}
ASKS = {
    "photo", "video", "nameplate", "batch_no", "label_photo", "screenshot", "proxy_receipt", "order_id", "size",
    "address",
}  # fmt: skip
STRATEGIES = {"accommodate", "clarify", "escalate"}
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
RESERVED = re.compile(r"1380013\d{4}")


def lines(path: Path) -> list[dict[str, Any]]:
    return make_demo_shop.read_lines(path)


@cache
def readings() -> tuple[FileReading, ...]:
    return tuple(read_folder(SHOP))


@cache
def headings() -> dict[str, frozenset[str]]:
    """Every segment of every clause's heading path, by file."""
    found: dict[str, set[str]] = {}
    for reading in readings():
        for clause in reading.clauses:
            found.setdefault(clause.path, set()).update(clause.heading.split(" > "))
    return {path: frozenset(segments) for path, segments in found.items()}


def stands(path: str, heading: str) -> bool:
    """Whether a clause's heading path has this heading, or a segment that begins with it."""
    wanted = heading.split(" > ")[-1]
    return any(segment.startswith(wanted) for segment in headings().get(path, ()))


CASES = lines(INBOX)
REWORDED = lines(VARIANTS)
RULES = yaml.safe_load((SHOP / "rules.yaml").read_text("utf-8"))["rules"]


def test_the_folder_has_every_format_and_no_file_fails() -> None:
    suffixes = Counter(path.suffix for path in SHOP.rglob("*") if path.is_file())
    for suffix in (".md", ".txt", ".html", ".docx", ".pdf", ".xlsx", ".csv", ".json", ".yaml"):
        assert suffixes[suffix], suffix
    failed = [
        (reading.path, reading.reason) for reading in readings() if reading.status == "failed"
    ]
    assert failed == []
    assert all(reading.clauses for reading in readings() if reading.status == "read")


def test_shop_settings_are_the_loaders() -> None:
    settings = yaml.safe_load((SHOP / "shop.yaml").read_text("utf-8"))
    shop = Shop.model_validate(settings)
    assert shop.timezone == "Asia/Shanghai"
    assert set(shop.authority) == {"agent", "lead"}


def test_catalogue_has_forty_products_some_without_stock_and_keeps_costs_hidden() -> None:
    products = {product.sku: product for reading in readings() for product in reading.products}
    assert len(products) >= 40
    assert any(product.stock == 0 for product in products.values())
    texts = "".join(clause.text for reading in readings() for clause in reading.clauses)
    assert "供应商" not in texts
    for product in products.values():
        assert set(product.similar_to) <= set(products), product.sku


def test_one_policy_changes_at_a_date_without_gap_or_overlap() -> None:
    spans = {
        (clause.valid_from, clause.valid_to)
        for reading in readings()
        if "球拍换新政策" in reading.path
        for clause in reading.clauses
    }
    starts = {start for start, _ in spans if start}
    ends = {end for _, end in spans if end}
    assert [day.isoformat() for day in starts] == ["2026-09-01"]
    assert [day.isoformat() for day in ends] == ["2026-08-31"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_every_rule_cites_a_clause_that_exists(rule: dict[str, Any]) -> None:
    assert stands(rule["clause"]["path"], rule["clause"]["heading"])
    assert rule["outcome"] in OUTCOMES
    assert set(rule.get("ask_for", ())) <= ASKS
    assert set(rule["text"]) == {"zh-Hans", "zh-Hant", "en"}
    if rule["outcome"] in ("return_refund", "exchange", "repair", "reship"):
        # 淘宝平台争议处理规则 art. 49: who agrees without naming the freight pays it.
        assert rule["freight"] in ("buyer", "seller")


def test_rule_ids_are_unique() -> None:
    assert max(Counter(rule["id"] for rule in RULES).values()) == 1


def test_the_inbox_is_wide() -> None:
    cases = [Case.model_validate(line) for line in CASES]
    assert len(cases) >= 48
    assert len({case.id for case in cases}) == len(cases)
    assert {case.kind for case in cases} == set(CaseKind)
    assert {case.language for case in cases} == {"zh-Hans", "zh-Hant", "en"}
    assert {case.platform for case in cases} == {"tmall", "aliexpress"}
    outcomes = {outcome for case in cases if case.expect for outcome in case.expect.outcome}
    assert outcomes == OUTCOMES
    reasons = {c.expect.public.blocked_reason for c in cases if c.expect and c.expect.public}
    assert {"appended", "older_than_30_days"} <= reasons


@pytest.mark.parametrize("line", [*CASES, *REWORDED], ids=lambda line: line["id"])
def test_every_expectation_is_well_formed(line: dict[str, Any]) -> None:
    case = Case.model_validate(line)
    expect = case.expect
    assert expect is not None and expect.why
    assert set(expect.outcome) | set(expect.forbidden_outcomes) <= OUTCOMES
    assert not set(expect.outcome) & set(expect.forbidden_outcomes)
    assert set(expect.ask_for) <= ASKS
    assert expect.freight in (None, "buyer", "seller")
    assert all(group and all(group) for group in expect.must_mention)
    if expect.escalate:
        assert expect.outcome == ("escalate",)
    if expect.amount_max and case.order and case.order.paid:
        most = Money.of(expect.amount_max, case.order.paid.currency)
        assert 0 < most.minor <= case.order.paid.minor
    if case.kind is CaseKind.REVIEW:
        assert expect.public and set(expect.public.strategy) <= STRATEGIES
        assert expect.public.blocked or expect.public.strategy
    assert case.buyer_texts and case.now


@pytest.mark.parametrize("line", CASES, ids=lambda line: line["id"])
def test_every_expected_citation_exists(line: dict[str, Any]) -> None:
    for group in line["expect"].get("citations", ()):
        for citation in group:
            path, _, heading = citation.partition("#")
            assert path in headings(), citation
            assert stands(path, heading), citation


def test_variants_are_other_words_for_the_same_facts() -> None:
    by_id = {line["id"]: line for line in CASES}
    assert len(REWORDED) >= 200
    assert len({line["id"] for line in REWORDED}) == len(REWORDED)
    for line in REWORDED:
        origin = by_id[line["id"].rsplit("-v", 1)[0]]
        assert line["order"] == origin["order"]
        assert line["expect"].get("outcome") == origin["expect"].get("outcome")
        case, first = Case.model_validate(line), Case.model_validate(origin)
        assert "".join(case.buyer_texts) != "".join(first.buyer_texts)
    said = Counter("".join(Case.model_validate(line).buyer_texts) for line in REWORDED)
    assert max(said.values()) == 1


def test_variants_and_orders_are_what_the_script_makes(tmp_path: Path) -> None:
    again = tmp_path / "variants.jsonl"
    make_demo_shop.write_variants(CASES, again)
    assert again.read_text("utf-8") == VARIANTS.read_text("utf-8")
    kept = json.loads((SHOP / "orders" / "orders.json").read_text("utf-8"))
    assert kept == make_demo_shop.orders_of(CASES)
    assert len(kept) >= 40


def test_no_phone_number_but_the_reserved_ones() -> None:
    texts = [path.read_text("utf-8") for path in (INBOX, VARIANTS, SHOP / "orders" / "orders.json")]
    texts += [clause.text for reading in readings() for clause in reading.clauses]
    found = {number for text in texts for number in MOBILE.findall(text)}
    assert found
    assert all(RESERVED.fullmatch(number) for number in found)
