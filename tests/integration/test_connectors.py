"""Orders that a case only names are looked up: by the desk, from files, and on the command line."""

import json
import os
import tomllib
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from agent.channels.kind import Kind
from agent.cli.main import main
from agent.connectors.connector import Known
from agent.connectors.directory import Directory
from agent.connectors.files import KIND as FILES
from agent.connectors.platform import TAOBAO
from agent.console.caution import cautions
from agent.domain.case import Case
from agent.domain.order import Order
from agent.domain.reading import Reading, Slots
from agent.errors import ConfigurationError, Unreachable
from agent.testing import FrozenClock
from tests.scripted import SHOP, START, Bench, case_of, sqlite_url

NUMBER = "1930679858170647"
ORDERS = (
    f"订单编号,买家实付金额,订单状态,宝贝标题,收货人姓名\n{NUMBER},598.00,卖家已发货,面霜,王小明\n"
)
LINES = f"子订单编号,主订单编号,标题,商家编码,买家实付金额\n1,{NUMBER},面霜,A1,300\n2,{NUMBER},唇膏,B2,290\n"


class Source:
    """A connector with a script."""

    name = "source"

    def __init__(self, *orders: str) -> None:
        self.orders = set(orders)
        self.asked: list[str] = []
        self.fails: Exception | None = None

    def find(self, number: str) -> Known | None:
        self.asked.append(number)
        if self.fails is not None:
            raise self.fails
        if number not in self.orders:
            return None
        document = {
            "order_id": number,
            "paid": "598.00",
            "items": [{"title": "面霜"}],
            "buyer": {"name": "王小明", "phone": "13800000000"},
        }
        claim = {"type": "refund_only", "amount": {"value": "10", "currency": "CNY"}}
        return Known.model_validate({"order": document, "claim": claim})


@pytest.fixture
def source() -> Source:
    return Source(NUMBER)


@pytest.fixture
def bench(tmp_path: Path, source: Source):
    directory = Directory({SHOP: {"source": source}})
    made = Bench(sqlite_url(tmp_path), look_up=directory.find)
    yield made
    made.close()


def kept(bench: Bench, case_id: str = "c1") -> Case:
    return bench.desk.case(case_id, shop=SHOP).record.case


def test_an_order_that_a_case_only_names_is_looked_up(bench: Bench, source: Source) -> None:
    bench.receive(order={"order_id": NUMBER})
    case = kept(bench)
    assert case.order is not None and case.order.items[0].title == "面霜"
    assert case.order.buyer is None, "the buyer's data stays where it is"
    assert case.claim is not None and case.claim.type == "refund_only"
    detail = bench.desk.case("c1", shop=SHOP)
    assert detail.draft is not None and detail.draft.body_version == detail.record.body_version
    assert [line.action for line in detail.audit].count("case.order_found") == 1
    assert source.asked == [NUMBER]
    bench.receive("c1", "还在吗", order={"order_id": NUMBER})
    assert kept(bench).order == case.order, "a bare order later takes nothing away"
    assert source.asked == [NUMBER]


def test_an_order_that_the_buyers_words_name_is_looked_up(bench: Bench, source: Source) -> None:
    bench.proposer.reading = Reading(slots=Slots(order_id=NUMBER))
    bench.receive("c2", f"订单{NUMBER}什么时候到")
    order = kept(bench, "c2").order
    assert order is not None and order.order_id == NUMBER
    assert bench.desk.case("c2", shop=SHOP).record.draft_version == 1
    detail = bench.desk.case("c2", shop=SHOP)
    assert cautions(detail, bench.shops[SHOP], "agent") == ("order",), "it may be anybody's"
    bench.receive("c4", order={"order_id": NUMBER})
    assert cautions(bench.desk.case("c4", shop=SHOP), bench.shops[SHOP], "agent") == ()
    other = case_of("c3", f"订单{NUMBER}")
    bench.desk.draft(other, shop=SHOP)
    assert bench.proposer.calls[-1][1] == "c3" and source.asked.count(NUMBER) == 3


def test_a_source_that_fails_leaves_the_draft_alone(
    bench: Bench, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    for place, error in enumerate((Unreachable("source: down"), RuntimeError("小赵"))):
        source.fails = error
        bench.receive(f"f{place}", order={"order_id": NUMBER})
        detail = bench.desk.case(f"f{place}", shop=SHOP)
        assert detail.draft is not None and detail.record.case.order == Order(order_id=NUMBER)
    assert "小赵" not in caplog.text and "RuntimeError" in caplog.text


def test_one_shops_orders_are_not_anothers(bench: Bench, source: Source) -> None:
    bench.receive(shop="other", order={"order_id": NUMBER})
    assert source.asked == []


def files(folder: Path, clock: FrozenClock):
    return FILES.opened({"folder": str(folder)}, shop=SHOP, clock=clock)


def write(path: Path, text: str, clock: FrozenClock, age: timedelta = timedelta()) -> None:
    path.write_text(text, encoding="gbk")
    at = (clock.now() - age).timestamp()
    os.utime(path, (at, at))


def test_files_are_put_together_and_read_when_they_change(tmp_path: Path) -> None:
    clock = FrozenClock(START)
    write(tmp_path / "订单.csv", ORDERS, clock, timedelta(hours=2))
    write(tmp_path / "宝贝.csv", LINES, clock, timedelta(hours=1))
    write(tmp_path / "~$订单.csv", "x", clock)
    connector = files(tmp_path, clock)
    known = connector.find(NUMBER)
    assert known is not None and known.as_of == START - timedelta(hours=1)
    assert [item.sku for item in known.order.items] == ["A1", "B2"], "the lines"
    assert known.order.paid is not None and known.order.paid.value == "598.00", "the order's total"
    assert known.order.status == "卖家已发货"
    assert connector.find("404040") is None
    write(tmp_path / "新.csv", ORDERS.replace("卖家已发货", "交易成功"), clock)
    newer = connector.find(NUMBER)
    assert newer is not None and newer.order.status == "交易成功" and len(newer.order.items) == 2
    (tmp_path / "新.csv").unlink()
    older = connector.find(NUMBER)
    assert older is not None and older.order.status == "卖家已发货"
    clock.forward(timedelta(hours=30))
    stale = connector.find(NUMBER)
    assert stale is not None and stale.order.status is None and stale.order.paid is not None


def test_the_report_names_files_and_no_person(tmp_path: Path) -> None:
    clock = FrozenClock(START)
    write(tmp_path / "订单.csv", ORDERS, clock)
    (tmp_path / "locked.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    lines = "\n".join(files(tmp_path, clock).report())
    assert "订单.csv: 1 orders from 1 rows" in lines and "locked.xls: locked" in lines
    assert "王小明" not in lines
    with pytest.raises(Unreachable):
        files(tmp_path / "gone", clock).find(NUMBER)


def test_a_wrong_setting_names_shop_and_connector_and_no_value() -> None:
    with pytest.raises(ConfigurationError, match="connector taobao of shop demo: session") as wrong:
        TAOBAO.opened({"app_key": "k", "app_secret": "s3cr3t"}, shop=SHOP, clock=FrozenClock(START))
    assert "s3cr3t" not in str(wrong.value)


def test_trying_a_file_tells_the_order_and_no_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "订单.csv"
    path.write_text(ORDERS, encoding="gbk")
    command = ["--data", str(tmp_path), "connectors", "try", "--file", str(path), "--order", NUMBER]
    assert main([*command, "--json"]) == 0
    text = capsys.readouterr().out
    found = json.loads(text)["connectors"][0]["found"]
    assert found["paid"]["value"] == "598.00" and "王小明" not in text
    assert main(command) == 0 and "598.00" in capsys.readouterr().out
    assert main(["--data", str(tmp_path), "connectors", "try", "--shop", "none"]) == 3
    path.write_bytes(b"nothing")
    assert main(command) == 3


def test_every_entry_point_is_a_kind_of_its_name() -> None:
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for group in ("aftersales.channels", "aftersales.connectors"):
        for name, value in project["entry-points"][group].items():
            module, _, attribute = value.partition(":")
            kind = getattr(import_module(module), attribute)
            assert isinstance(kind, Kind) and kind.name == name
