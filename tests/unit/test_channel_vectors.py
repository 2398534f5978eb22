"""Signatures and frames as the vendors' documents show them, and what no vendor shows: that nothing else passes."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.channels import tmc, vendor_signature
from agent.channels.channel import Unverified
from agent.channels.shop_signature import SCHEMES, compact, sign, signed
from agent.channels.vendor_cipher import FeishuCipher, WeComCipher
from agent.channels.vendor_signature import Proof
from agent.errors import ConfigurationError

TOP = {
    "method": "taobao.item.seller.get",
    "app_key": "12345678",
    "session": "test",
    "timestamp": "2016-01-01 12:00:00",
    "format": "json",
    "v": "2.0",
    "sign_method": "md5",
    "fields": "num_iid,title,nick,price,num",
    "num_iid": "11223344",
}
IOP = {
    "app_key": "123456",
    "timestamp": "1517820392000",
    "order_id": "1234",
    "access_token": "test",
    "sign_method": "sha256",
}
PDD = {
    "access_token": "asd78172s8ds9a921j9qqwda12312w1w21211",
    "client_id": "1",
    "data_type": "XML",
    "order_status": "1",
    "page": "1",
    "page_size": "10",
    "timestamp": "1480411125",
    "type": "pdd.order.number.list.get",
}
JD = {
    "360buy_param_json": '{"end_date":null,"optional_fields":null,"order_state":"WAIT_SELLER_STOCK_OUT",'
    '"page":"1","page_size":"200","start_date":null}',
    "access_token": "yourtoken",
    "app_key": "yourappkey",
    "method": "jingdong.pop.order.search",
    "timestamp": "2021-05-07 09:20:39.683+0800",
    "v": "2.0",
    "format": "json",
    "sign_method": "md5",
}


@pytest.mark.parametrize(
    ("scheme", "secret", "parameters", "path", "expected"),
    [
        ("top-md5", "helloworld", TOP, "", "66987CB115214E59E6EC978214934FB8"),
        (
            "iop",
            "helloworld",
            IOP,
            "/order/get",
            "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A",
        ),
        ("pdd", "testSecret", PDD, "", "E4DE3ED21002510DED352819E7AE6775"),
        ("jd", "yourappSecret", JD, "", "D70825340F4084360B9362B60DFD7930"),
    ],
)
def test_published_shop_signatures(
    scheme: str, secret: str, parameters: dict[str, str], path: str, expected: str
) -> None:
    assert sign(scheme, secret, parameters, path=path) == expected
    assert signed(scheme, secret, parameters, path=path) == {**parameters, "sign": expected}


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
@given(st.dictionaries(st.sampled_from("abcdef"), st.text(max_size=8), min_size=1))
def test_every_counted_parameter_is_signed(scheme: str, parameters: dict[str, str]) -> None:
    whole = sign(scheme, "s", parameters, path="/p")
    assert sign(scheme, "s", dict(reversed(parameters.items())), path="/p") == whole
    assert sign(scheme, "s", {**parameters, "sign": "x"}, path="/p") == whole
    for name in parameters:
        changed = {**parameters, name: parameters[name] + "~"}
        assert sign(scheme, "s", changed, path="/p") != whole
    assert sign(scheme, "t", parameters, path="/p") != whole


def test_compact_json_sorts_at_every_depth() -> None:
    assert compact({"b": {"d": 1, "c": "中"}, "a": []}) == '{"a":[],"b":{"c":"中","d":1}}'


SLACK_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SLACK_HEADERS = {
    "X-Slack-Request-Timestamp": "1531420618",
    "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
}


def test_slack_example() -> None:
    now = datetime.fromtimestamp(1531420618, UTC)
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    vendor_signature.slack(Proof(SLACK_HEADERS, SLACK_BODY, now), secret)
    for late in (timedelta(minutes=6), -timedelta(minutes=6)):
        with pytest.raises(Unverified, match="clocks"):
            vendor_signature.slack(Proof(SLACK_HEADERS, SLACK_BODY, now + late), secret)
    with pytest.raises(Unverified):
        vendor_signature.slack(Proof(SLACK_HEADERS, SLACK_BODY + b"&", now), secret)


VERIFIERS = {
    "slack": vendor_signature.slack,
    "chatwoot": vendor_signature.chatwoot,
    "zendesk": vendor_signature.zendesk,
    "whatsapp": vendor_signature.whatsapp,
    "telegram": vendor_signature.telegram,
    "feishu": vendor_signature.feishu,
    "dingtalk": vendor_signature.dingtalk,
}
NAMES = (
    "x-slack-request-timestamp",
    "x-slack-signature",
    "x-chatwoot-timestamp",
    "x-chatwoot-signature",
    "x-zendesk-webhook-signature",
    "x-zendesk-webhook-signature-timestamp",
    "x-hub-signature-256",
    "x-telegram-bot-api-secret-token",
    "x-lark-request-timestamp",
    "x-lark-request-nonce",
    "x-lark-signature",
    "timestamp",
    "sign",
)


@pytest.mark.parametrize("vendor", sorted(VERIFIERS))
@given(
    headers=st.dictionaries(
        st.sampled_from(NAMES), st.one_of(st.text(max_size=40), st.integers().map(str))
    ),
    body=st.binary(max_size=60),
)
def test_garbled_proofs_are_unverified(vendor: str, headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(Unverified):
        VERIFIERS[vendor](Proof(headers, body, datetime(2026, 11, 21, tzinfo=UTC)), "secret")


TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="


def wecom(receiver: str = CORP) -> WeComCipher:
    return WeComCipher(token=TOKEN, encoding_aes_key=KEY, receiver=receiver)


def test_wecom_example() -> None:
    signature = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert wecom().open(signature, "1409659589", "263014780", ECHO) == "1616140317555161061"
    with pytest.raises(Unverified, match="another receiver"):
        wecom("wx0").open(signature, "1409659589", "263014780", ECHO)
    with pytest.raises(Unverified, match="msg_signature"):
        wecom().open(signature[:-1] + "0", "1409659589", "263014780", ECHO)


def test_wecom_key_must_be_whole() -> None:
    with pytest.raises(ConfigurationError, match="43"):
        WeComCipher(token="t", encoding_aes_key="short", receiver="")


@given(st.text(max_size=200))
def test_wecom_opens_what_it_seals(text: str) -> None:
    cipher = wecom()
    sealed = cipher.seal(text)
    assert cipher.open(cipher.signature("1", "n", sealed), "1", "n", sealed) == text


@given(st.text(max_size=120))
def test_wecom_refuses_rubbish(sealed: str) -> None:
    cipher = wecom()
    with pytest.raises(Unverified):
        cipher.open(cipher.signature("1", "n", sealed), "1", "n", sealed)


def test_feishu_example() -> None:
    sealed = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="
    assert FeishuCipher("test key").open(sealed) == "hello world"
    with pytest.raises(Unverified):
        FeishuCipher("another key").open(sealed)


@given(st.text(max_size=200))
def test_feishu_opens_what_it_seals(text: str) -> None:
    assert FeishuCipher("k").open(FeishuCipher("k").seal(text)) == text


MOMENT = datetime.fromtimestamp(1700000000, UTC)
FRAMES = {
    "connect": "02000100070000006170705f6b65790108000000313233343536373801000a00000067726f75705f6e616d6501"
    "0700000064656661756c7401000900000074696d657374616d70010d0000003137303030303030303030303001"
    "00040000007369676e012000000043383638343844313938373630464133333441413330393230374337324543"
    "4401000300000073646b010200000070790000",
    "confirm": "0202050003000000746f6b0100060000005f5f6b696e64020201000200000069640500000000000000400000",
    "pull": "0202050003000000746f6b0100060000005f5f6b696e6402010000",
    "data": "02020100060000005f5f6b696e6402030100020000006964050700000000000000010005000000746f70696301"
    "1b00000074616f62616f5f726566756e645f526566756e6443726561746564010007000000636f6e74656e7401"
    "4b0000007b22726566756e645f6964223a312c226f6964223a322c22746964223a332c2262757965725f6f7065"
    "6e5f756964223a22414146222c22726566756e645f666565223a2231322e3030227d0100060000006461746169"
    "64010200000064310100090000007075626c697368657201040000003432373201000400000074696d65060068"
    "e5cf8b0100000000",
}


def test_tmc_frames_match_the_open_source_client() -> None:
    assert (
        tmc.connect_sign("12345678", "default", MOMENT, "helloworld")
        == "C86848D198760FA334AA309207C72ECD"
    )
    opening = tmc.connect("12345678", "default", MOMENT, "helloworld", sdk="py")
    assert tmc.encode(opening).hex() == FRAMES["connect"]
    assert tmc.encode(tmc.confirm("tok", 2**62)).hex() == FRAMES["confirm"]
    assert tmc.encode(tmc.pull("tok")).hex() == FRAMES["pull"]
    data = tmc.decode(bytes.fromhex(FRAMES["data"]))
    assert data.fields["topic"] == "taobao_refund_RefundCreated"
    content = data.fields["content"]
    assert isinstance(content, str) and json.loads(content)["refund_fee"] == "12.00"
    assert isinstance(data.fields["time"], datetime)
    assert tmc.encode(data).hex() == FRAMES["data"]


@given(st.binary(max_size=80))
def test_tmc_bytes_are_a_frame_or_refused(data: bytes) -> None:
    try:
        frame = tmc.decode(data)
    except Unverified:
        return
    assert tmc.decode(tmc.encode(frame)) == frame


@given(st.integers(min_value=0, max_value=400))
def test_a_cut_frame_is_refused(length: int) -> None:
    whole = bytes.fromhex(FRAMES["data"])
    if length < len(whole):
        with pytest.raises(Unverified):
            tmc.decode(whole[:length])
