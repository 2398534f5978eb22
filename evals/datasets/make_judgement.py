"""Write `judgement_dev.jsonl` from `demo_sources/judgement.yaml`: full cases for the demo shop, each with what is expected.

    python -m evals.datasets.make_judgement

A scenario gives the facts (an order that was delivered, is under way or waits to be sent so many days or hours ago) and the
expectation; every line of `zh` or `en` is one case with these facts. The same bytes each time.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from agent.understanding.language import detect
from evals.datasets.make_demo_shop import HERE, SOURCES

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_STATES = {
    "tmall": {"delivered": "已签收", "shipped": "已发货", "to_ship": "待发货"},
    "aliexpress": {"delivered": "delivered", "shipped": "shipped", "to_ship": "awaiting shipment"},
}


def main() -> None:
    """Write the file and say how many cases it has."""
    scenarios = yaml.safe_load((SOURCES / "judgement.yaml").read_text("utf-8"))
    goods = _catalogue()
    rows = [row for scenario in scenarios for row in _cases(scenario, goods)]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / "judgement_dev.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    print(len(rows), "cases")


def _catalogue() -> dict[str, dict[str, str]]:
    sheets = yaml.safe_load((SOURCES / "catalogue.yaml").read_text("utf-8"))["sheets"]
    found = {}
    for sheet in sheets:
        for row in sheet["rows"]:
            item = dict(zip(sheet["columns"], row, strict=False))
            if "标题" in item:
                found[item["SKU"]] = item
    return found


def _cases(scenario: dict[str, Any], goods: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    platform = scenario.get("platform", "tmall")
    found = []
    lines = [line for key in ("zh", "en") for line in scenario.get(key, "").splitlines()]
    for number, line in enumerate(lines, start=1):
        said = [part.strip() for part in line.split(" / ")]
        buyers = " ".join(part for part in said if not part.startswith("S:"))
        row = {
            "id": f"j-{scenario['id']}-{number}",
            "kind": "message",
            "platform": platform,
            "language": detect(buyers)[0].value,
            "now": NOW.isoformat(),
            "messages": [_message(part) for part in said],
            "order": _order(scenario["order"], platform, goods) if scenario["order"] else None,
            "expect": {**scenario["expect"], "why": scenario["why"]},
        }
        found.append(row)
    return found


def _message(part: str) -> dict[str, Any]:
    role = "seller" if part.startswith("S:") else "buyer"
    return {"role": role, "text": part.removeprefix("S:"), "at": NOW.isoformat()}


def _order(
    facts: dict[str, Any], platform: str, goods: dict[str, dict[str, str]]
) -> dict[str, Any]:
    state = next(name for name in ("delivered", "shipped", "to_ship") if name in facts)
    item = goods[facts["sku"]]
    price = facts.get("price") or item["价格"]
    quantity = facts.get("qty", 1)
    delivered = NOW - timedelta(days=facts.get("delivered", 0))
    shipped = {
        "delivered": delivered - timedelta(days=2),
        "shipped": NOW - timedelta(days=facts.get("shipped", 0)),
        "to_ship": None,
    }[state]
    placed = (
        shipped - timedelta(days=1) if shipped else NOW - timedelta(hours=facts.get("to_ship", 0))
    )
    currency = "CNY" if platform == "tmall" else "USD"
    return {
        "order_id": "2611200199000001",
        "placed_at": placed.isoformat(),
        "paid": {"value": f"{float(price) * quantity:.2f}", "currency": currency},
        "items": [
            {
                "sku": facts["sku"],
                "title": item["标题"],
                "qty": quantity,
                "price": price,
                "category": item["类目"],
            }
        ],
        "shipped_at": shipped.isoformat() if shipped else None,
        "delivered_at": delivered.isoformat() if state == "delivered" else None,
        "status": _STATES[platform][state],
        "logistics": _way(facts, state, shipped, delivered),
    }


def _way(
    facts: dict[str, Any], state: str, shipped: datetime | None, delivered: datetime
) -> list[dict[str, str]]:
    if shipped is None:
        return []
    way = [{"at": shipped.isoformat(), "text": "【杭州市】快件已由岚翎仓揽收"}]
    if state == "delivered":
        return [*way, {"at": delivered.isoformat(), "text": "快件已签收，签收人：本人"}]
    moved = NOW - timedelta(days=facts.get("moved", 0), hours=1)
    return [*way, {"at": moved.isoformat(), "text": "【武汉市】快件已到达武汉转运中心"}]


if __name__ == "__main__":
    main()
