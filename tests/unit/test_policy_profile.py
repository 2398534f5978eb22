"""shop.yaml: defaults, forms people write, one-line errors."""

from datetime import time

import pytest

from agent.domain.money import Money
from agent.domain.shop import Shop, Tone
from agent.errors import ConfigurationError
from agent.policy.profile import load_shop


def test_no_file_gives_the_defaults() -> None:
    assert load_shop(None, shop_id="demo") == load_shop("", shop_id="demo") == Shop(id="demo")


def test_a_whole_file() -> None:
    shop = load_shop(
        """
id: lanwing
name: 岚翎运动
platforms: [Tmall, aliexpress]
languages: zh-Hans
tone: formal
authority: {agent: "50.00", lead: {value: "500.00", currency: CNY}}
working_hours: {start: 09:30, end: "24:00", days: [mon, 2]}
return_address_id: RA-1
privacy: {keep_days: 180, mask: [phone, address]}
""",
        shop_id="other-name",
    )
    assert (shop.id, shop.platforms, shop.languages, shop.tone) == (
        "other-name",
        ("tmall", "aliexpress"),
        ("zh-Hans",),
        Tone.FORMAL,
    )
    assert shop.authority == {"agent": Money.of("50.00"), "lead": Money.of("500.00")}
    assert (shop.working_hours.start, shop.working_hours.days) == (time(9, 30), (1, 2))
    assert shop.privacy == {"keep_days": 180, "mask": "phone, address"}


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("time_zone: Asia/Taipei", "timezone", "Asia/Taipei"),
        ("tone_profile: 亲切", "tone", Tone.WARM),
        ("tone: {style: marketplace}", "tone", Tone.MARKETPLACE),
        ("staff_authority: 50", "authority", {"agent": Money.of("50")}),
    ],
)
def test_other_words_for_the_same(text: str, key: str, value: object) -> None:
    assert getattr(load_shop(text, shop_id="s"), key) == value


def test_hours_as_a_span() -> None:
    hours = load_shop('working_hours: "9:00-21:30"', shop_id="s").working_hours
    assert (hours.start, hours.end) == (time(9), time(21, 30))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour: red", "colour is not known; known keys: id, name"),
        ("- a", "keys with values"),
        ("name: [", "line 2"),
        ("timezone: Mars/Olympus", "'Mars/Olympus' is not known"),
        ("timezone: ../etc/passwd", "is not known"),
        ("tone: sarcastic", "known: warm, formal, marketplace"),
        ("authority: [1]", "authority must give"),
        ("authority: {agent: lots}", "authority.agent: 'lots' is not an amount"),
        ("working_hours: {start: noon}", "working_hours.start 'noon' is not a time"),
        ("working_hours: {days: [8]}", "numbers from 1 (Monday) to 7"),
        ("working_hours: {open: 1}", "working_hours.open is not known"),
        ("working_hours: always", "working_hours must be like"),
        ("privacy: all", "privacy must be keys"),
        ("platforms: 3", "must be lists"),
        ("name: {a: 1}", "name"),
    ],
)
def test_errors_are_one_line(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_shop(text, shop_id="s")
    assert (
        str(caught.value).startswith("shop.yaml")
        and said in str(caught.value)
        and "\n" not in str(caught.value)
    )
