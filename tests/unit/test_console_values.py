"""What the console's Python does by itself: pasted chats, tone, uploads, the door, words, figures."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("gradio", reason="console not run: gradio is not here")

from agent.console.call import Person
from agent.console.door import Door
from agent.console.page import script, stylesheet
from agent.console.pasted import pasted_case
from agent.console.uploads import Uploads
from agent.console.words import packs, words
from agent.domain.case import Case
from agent.errors import InvalidInput
from agent.guards.courtesy import tone_of
from agent.insights.clusters import size_direction

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def paste(chat: str, order: str = "") -> Case:
    made = pasted_case("p1", chat=chat, order=order, platform="taobao", now=NOW, zone=ZONE)
    return Case.model_validate(made)


@pytest.mark.parametrize(
    ("chat", "roles"),
    [
        ("鞋子挤脚怎么办", ["buyer"]),
        ("买家：鞋子挤脚\n客服：亲，穿过了吗\n买家：没有\n还没下地", ["buyer", "seller", "buyer"]),
        ("tb8812 (2026-11-20 10:01:02):\n在吗\n岚翎旗舰店:小林 (2026-11-20 10:02:00):\n在的", ["buyer", "seller"]),
        ("2026-11-20 10:01:02 没有名字的一行", ["buyer"]),
        ("Buyer: it is too tight\nSupport: did you wear it?", ["buyer", "seller"]),
        ("顧客：想退貨\n賣家：好的", ["buyer", "seller"]),
    ],
)  # fmt: skip
def test_a_pasted_chat_keeps_its_speakers(chat: str, roles: list[str]) -> None:
    assert [message.role.value for message in paste(chat).messages] == roles


def test_a_pasted_order_gives_its_facts() -> None:
    text = "订单编号: 2611200137000001\n商品：羽毛球鞋 41\n实付款：￥199.00\n下单时间 2026-11-15 15:20:01\n签收时间：2026/11/18 9:05\n2026-11-16 10:00 已揽收"
    order = paste("能换吗", text).order
    assert order is not None and order.paid is not None
    assert (order.order_id, str(order.paid)) == ("2611200137000001", "199.00 CNY")
    assert order.delivered_at == datetime(2026, 11, 18, 9, 5, tzinfo=ZONE)
    assert [event.text for event in order.logistics] == ["已揽收"]


def test_rows_copied_from_an_export_are_an_order_like_any_other() -> None:
    rows = "订单编号\t买家实付金额\t订单状态\t宝贝标题\t收货人姓名\n" + "\n".join(
        f"{number}\t59.00\t卖家已发货\t{title}\t王小明"
        for number, title in (("20261120001", "毛衣"), ("20261120002", "手套"))
    )
    made = pasted_case(
        "p1", chat="20261120002 什么时候到", order=rows, platform="taobao", now=NOW, zone=ZONE
    )
    assert made["order"]["items"][0]["title"] == "手套" and "buyer" not in made["order"]
    assert Case.model_validate(made).order is not None


@given(chat=st.text(max_size=300), order=st.text(max_size=300))
def test_anything_pasted_is_a_case(chat: str, order: str) -> None:
    made = paste(chat, order)
    said = "".join("".join(message.text for message in made.messages).split())
    assert len(said) <= len(chat)


def test_courtesy_shows_in_the_tone() -> None:
    assert tone_of("不行，自己看。")["level"] == "curt"
    assert tone_of("您好，抱歉让您久等了，请您放心，我马上为您处理。")["level"] == "courteous"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("鞋子偏小一码，挤脚", "runs_small"), ("衣服太大了，晃荡", "runs_large"), ("they run small", "runs_small"),
        ("不偏小也不偏大", None), ("颜色不对", None), ("鞋太緊，頭擠腳", "runs_small"), ("too loose at the waist", "runs_large"),
    ],
)  # fmt: skip
def test_size_direction(text: str, direction: str | None) -> None:
    assert size_direction(text) == direction


class _NoLibrary:
    def active(self, _shop: str) -> None:
        return None

    def shop_files(self, _shop: str) -> dict[str, str]:
        return {}


def test_uploads_stay_in_their_folder(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "up", _NoLibrary())  # type: ignore[arg-type]
    uploads.add("shop", "policies/退货.md", b"# x")
    assert uploads.files("shop") == ["policies/退货.md"]
    for path in ("../x.md", "a/../../x", "", "/", "C:\\x\\y", "a/\n/b"):
        with pytest.raises(InvalidInput):
            uploads.add("shop", path, b"x")
    uploads.add("shop", "/etc/passwd", b"x")  # a leading slash is dropped: inside the folder
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and "up" not in p.parts]


def test_the_door_keeps_guessers_waiting() -> None:
    at = [0.0]
    door = Door([("林", "lead", "right-password")], timer=lambda: at[0])
    for _ in range(8):
        assert door.enter("林", "wrong") is None
    assert door.enter("林", "right-password") is None
    at[0] = 301.0
    token = door.enter("林", "right-password")
    assert token and door.person(token) == Person("林", "lead")
    assert door.person("guess") is None and door.person(None) is None
    at[0] += 13 * 3600
    assert door.person(token) is None


def test_every_language_has_every_word() -> None:
    loaded = words()
    assert set(loaded) == {"zh-Hans", "zh-Hant", "en"}
    keys = set(loaded["en"])
    assert all(set(language) == keys for language in loaded.values())
    assert all(text.strip() for language in loaded.values() for text in language.values())
    # Simplified characters that Traditional never has.
    simplified = set("这们时间为说对请还发货订单买卖条错误类读设")
    assert not [text for text in loaded["zh-Hant"].values() if set(text) & simplified]


def test_what_the_packs_say_stands_in_three_languages() -> None:
    texts = packs()
    assert all(len(row) == 3 and all(text.strip() for text in row) for row in texts)
    originals = [row[0] for row in texts]
    assert len(set(originals)) == len(originals)
    assert not [
        row[1] for row in texts if set(row[1]) & set("这们时间为说对请还发货订单买卖条错误类读设")
    ]
    assert not [row[2] for row in texts if any("\u3400" <= char <= "\u9fff" for char in row[2])]


def test_script_and_styles_hold_no_foreign_address() -> None:
    joined = script({"shops": []}) + stylesheet()
    assert not [name for name in ("__WORDS__", "__PACKS__", "__DEFAULTS__") if name in joined]
    assert "innerHTML" not in joined and "eval(" not in joined
    outside = [
        part for part in joined.split("http")[1:] if not part.startswith("://www.w3.org/2000/svg")
    ]
    assert outside == []
