"""Any spelling of a phone, handle or address is seen; any text at all is taken; ordinary numbers pass."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain.finding import FindingKind
from agent.guards.checks import run_guards
from agent.guards.guard import GuardContext, Private
from agent.guards.pii import mask

CONTEXT = GuardContext()
GAPS = st.sampled_from(
    ["", "", "", " ", "-", ".", "·", "—", "_", "*", "~", "/", "　", "  ", "\u200b", "，"]
)
SPELLED = [
    ["0", "０", "零", "〇", "洞"], ["1", "１", "一", "壹", "幺"], ["2", "２", "二", "贰", "貳"], ["3", "３", "三", "叁", "弎"],
    ["4", "４", "四", "肆"], ["5", "５", "五", "伍"], ["6", "６", "六", "陆", "陸"], ["7", "７", "七", "柒"], ["8", "８", "八", "捌"],
    ["9", "９", "九", "玖"],
]  # fmt: skip


@st.composite
def phones(draw: st.DrawFn) -> str:
    digits = (
        "1" + draw(st.sampled_from("3456789")) + draw(st.text("0123456789", min_size=9, max_size=9))
    )
    return "".join(draw(st.sampled_from(SPELLED[int(digit)])) + draw(GAPS) for digit in digits)


@st.composite
def handles(draw: st.DrawFn) -> str:
    name = draw(
        st.sampled_from(
            [
                "微信",
                "薇信",
                "V信",
                "vx",
                "ＶＸ",
                "wx",
                "WeChat",
                "徽信",
                "V❤",
                "薇❤",
                "微❤️",
                "v芯",
                "扣扣",
                "QQ",
            ]
        )
    )
    gap = draw(st.sampled_from(["", " ", "-", "·", "\u200b"])) if not name.isascii() else ""
    tail = draw(st.text(string.ascii_lowercase + string.digits, min_size=5, max_size=9))
    return (
        gap.join(name) + draw(st.sampled_from([":", "：", "号", "号：", " : "])) + "a" + tail + "1"
    )


@st.composite
def addresses(draw: st.DrawFn) -> str:
    city = draw(
        st.sampled_from(
            ["浙江省杭州市西湖区", "上海市浦东新区", "广东省深圳市南山区", "台北市信義區", ""]
        )
    )
    street = draw(st.sampled_from(["文三路", "建国路", "中山大道", "人民街", "忠孝東路"]))
    number = str(draw(st.integers(1, 2000)))
    room = draw(st.sampled_from(["", "3单元502室", "5栋1203室", "9樓"]))
    gap = draw(st.sampled_from(["", "", " ", "-", "·"]))
    return gap.join(f"{city}{street}{number}号{room}")


@settings(max_examples=300, deadline=None)
@given(phones())
def test_no_phone_passes(phone: str) -> None:
    text = f"您的号码是{phone}对吗"
    assert any(one.kind is FindingKind.PII for one in run_guards(text, CONTEXT)), text
    assert phone not in mask(text)


@settings(max_examples=200, deadline=None)
@given(handles())
def test_no_handle_passes(handle: str) -> None:
    assert any(
        one.kind is FindingKind.OFF_PLATFORM for one in run_guards(f"亲，{handle}，谢谢", CONTEXT)
    ), handle


@settings(max_examples=150, deadline=None)
@given(addresses())
def test_no_address_passes(address: str) -> None:
    assert any(
        one.kind is FindingKind.PII for one in run_guards(f"包裹寄到{address}了", CONTEXT)
    ), address


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_taken_and_spans_stay_inside(text: str) -> None:
    private = Private(
        name="王小明", phone="13912345678", address="杭州市文三路478号", numbers=("3344556677",)
    )
    for surface in ("im", "public_review"):
        found = run_guards(
            text, GuardContext(surface=surface, private=private, grounds=(text[:20],))
        )
        assert all(
            one.span is None or 0 <= one.span[0] <= one.span[1] <= len(text) for one in found
        )
    assert isinstance(mask(text, private), str)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 999),
    st.sampled_from(["件", "双", "码", "元", "天", "克", "cm"]),
    st.integers(1, 12),
    st.integers(1, 28),
)
def test_ordinary_numbers_are_no_personal_data(size: int, unit: str, month: int, day: int) -> None:
    text = f"您{month}月{day}日看的那款是{size}{unit}，型号AX-{size}04，价格{size}.90"
    assert not any(one.kind is FindingKind.PII for one in run_guards(text, CONTEXT)), text
