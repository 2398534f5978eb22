"""Other people's implementations as the other side of a channel: what they seal we open, what we seal they open."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.channels.channel import Request, Unverified
from agent.channels.vendor_cipher import WeComCipher
from agent.channels.wecom import KIND as WECOM
from agent.testing import FrozenClock

enterprise = pytest.importorskip("wechatpy.enterprise.crypto", reason="wechatpy is not here")

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
EVENT = (
    "<xml><ToUserName><![CDATA[{corp}]]></ToUserName><MsgType><![CDATA[event]]></MsgType>"
    "<Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[{token}]]></Token>"
    "<OpenKfId><![CDATA[wk1]]></OpenKfId></xml>"
)
# What XML can hold: the event's own text is not ours to escape.
TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=80)


def theirs():
    return enterprise.WeChatCrypto(TOKEN, KEY, CORP)


def channel(corp: str = CORP):
    config = {"corp_id": corp, "secret": "s", "token": TOKEN, "encoding_aes_key": KEY}
    return WECOM.opened(config, shop="s", clock=FrozenClock(NOW))


def sealed_by_them(text: str) -> Request:
    envelope = theirs().encrypt_message(text, "nonce", STAMP)
    signature = ElementTree.fromstring(envelope).findtext("MsgSignature") or ""
    query = {"msg_signature": signature, "timestamp": STAMP, "nonce": "nonce"}
    return Request(query=query, body=envelope.encode())


def test_a_callback_sealed_by_wechatpy_rings_our_bell() -> None:
    request = sealed_by_them(EVENT.format(corp=CORP, token="tok"))
    received = channel().read(request)
    assert received.fetch is not None and "wk1" in received.fetch and "tok" in received.fetch
    with pytest.raises(Unverified):
        channel("wwother").read(request)
    with pytest.raises(Unverified):
        channel().read(request.model_copy(update={"query": {**request.query, "nonce": "other"}}))


@settings(deadline=None)
@given(TEXTS)
def test_what_one_side_seals_the_other_opens(text: str) -> None:
    ours = WeComCipher(token=TOKEN, encoding_aes_key=KEY, receiver=CORP)
    sealed = ours.seal(text)
    signature = ours.signature(STAMP, "n", sealed)
    envelope = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    assert theirs().decrypt_message(envelope, signature, STAMP, "n") == text
    echo = theirs().encrypt_message(text, "n", STAMP)
    root = ElementTree.fromstring(echo)
    opened = ours.open(
        root.findtext("MsgSignature") or "", STAMP, "n", root.findtext("Encrypt") or ""
    )
    assert opened == text
