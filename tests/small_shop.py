"""A small real shop on disk, and a clerk over it with whatever model a test wants."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.bootstrap import build_clerk, build_library
from agent.clerk.clerk import Clerk
from agent.clerk.gate import ReleaseGate
from agent.domain.case import Case
from agent.settings import Settings
from agent.testing import FrozenClock, HashEmbedder
from knowledge.library import Library

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
RETURNS = """# 退换货政策

## 七天无理由退货
签收次日起七天内，商品完好、吊牌未拆，可以申请七天无理由退货，寄回运费由买家承担。

## 质量问题
签收后十五天内出现质量问题，请提供照片，可以退货退款，来回运费由本店承担。
"""
RULES = """
rules:
  - id: R-7D
    title: 七天无理由退货
    clause: {path: policies/returns.md, heading: 七天无理由退货}
    when: {problem: [changed_mind, none], days_since_delivered: {max: 7}, want: [return_refund, refund]}
    outcome: return_refund
    freight: buyer
    amount: {of: paid}
    text: {zh-Hans: 签收次日起七天内、商品完好，可以无理由退货}
"""


def shop_folder(root: Path, rules: str = RULES, cases: Sequence[str] = ()) -> Path:
    (root / "policies").mkdir(parents=True, exist_ok=True)
    (root / "policies" / "returns.md").write_text(RETURNS, encoding="utf-8")
    (root / "rules.yaml").write_text(rules, encoding="utf-8")
    if cases:
        (root / "evals").mkdir(exist_ok=True)
        (root / "evals" / "own.jsonl").write_text("\n".join(cases), encoding="utf-8")
    return root


def returning(text: str = "不想要了，申请七天无理由退货，还没拆吊牌", **more: Any) -> Case:
    return Case.model_validate(
        {
            "id": "c1", "platform": "tmall", "now": NOW.isoformat(),
            "messages": [{"role": "buyer", "text": text}],
            "order": {
                "order_id": "4100200300400500", "placed_at": "2026-11-15T10:00:00+08:00",
                "delivered_at": "2026-11-18T10:00:00+08:00", "paid": {"value": "129.00", "currency": "CNY"},
                "items": [{"sku": "A1", "title": "运动上衣", "price": "129.00"}],
                "buyer": {"name": "张晓明", "phone": "13800138000"},
            },
            **more,
        }
    )  # fmt: skip


class SmallDesk:
    """A clerk over the small shop, with whatever model is wanted."""

    def __init__(self, root: Path) -> None:
        self.settings = Settings.read(data=root / "data")
        self.embedder = HashEmbedder()
        self.library: Library = build_library(self.settings, self.embedder)
        self.folder = shop_folder(root / "shop")

    def clerk(self, model: Any = None) -> Clerk:
        return build_clerk(
            self.settings,
            clock=FrozenClock(NOW),
            embedder=self.embedder,
            library=self.library,
            model=model,
        )

    def activate(self, clerk: Clerk, shop: str = "s") -> str:
        report = self.library.ingest(self.folder, shop, now=NOW)
        self.library.activate(shop, report.release, gate=ReleaseGate(clerk), now=NOW)
        return report.release
