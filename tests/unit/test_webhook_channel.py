"""The generic webhook alone: signatures against a published vector, garbled input, answers of receivers, addresses."""

import http.server
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from agent.channels.address_guard import Refused, resolve
from agent.channels.channel import Reply, Request, SendState, Unverified
from agent.channels.signature import Signer
from agent.channels.webhook import WebhookChannel
from agent.errors import ConfigurationError, InvalidCase
from agent.testing import FrozenClock

# Published by Standard Webhooks in its reference implementations.
VECTOR = {
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "at": datetime.fromtimestamp(1614265330, UTC),
    "body": '{"test": 2432232314}',
    "signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
OTHER = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
BODY = b'{"type":"case.created","data":{"id":"c1"}}'


def channel(**options):
    return WebhookChannel(**{"secrets": [OTHER], "clock": FrozenClock(NOW), **options})


def signed(body=BODY, *, secret=OTHER, at=NOW, event_id="e1"):
    return Signer([secret]).headers(event_id, body.decode(), at=at)


def read(headers, body):
    return channel().read(Request(headers=headers, body=body)).events[0]


def reply(**fields):
    return Reply(**{"shop": "s", "case_id": "c1", "draft_version": 1, "text": "您好", **fields})


def test_the_published_vector():
    headers = Signer([VECTOR["secret"]]).headers(VECTOR["id"], VECTOR["body"], at=VECTOR["at"])
    assert headers["webhook-signature"] == VECTOR["signature"]
    assert headers["webhook-timestamp"] == "1614265330"
    verified = Signer([VECTOR["secret"]]).verify(headers, VECTOR["body"].encode(), now=VECTOR["at"])
    assert verified == VECTOR["id"]


def test_the_package_itself_accepts_what_we_sign():
    now = datetime.now(UTC)
    headers = Signer([OTHER]).headers("m1", BODY.decode(), at=now.astimezone())
    assert Webhook(OTHER).verify(BODY, headers)["type"] == "case.created"


def test_secrets_are_changed_without_a_gap():
    old, new = VECTOR["secret"], OTHER
    receiver = Signer([new, old])
    for sender in ([old], [new], [new, old]):
        headers = Signer(sender).headers("m1", "{}", at=NOW)
        assert receiver.verify(headers, b"{}", now=NOW) == "m1"
    headers = receiver.headers("m1", "{}", at=NOW)
    for knows in (old, new):
        assert Signer([knows]).verify(headers, b"{}", now=NOW) == "m1"


@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "x"]),
        st.text(max_size=40),
    ),
    st.binary(max_size=40),
)
def test_garbage_is_unverified_and_nothing_else(headers, body):
    with pytest.raises(Unverified):
        read(headers, body)


@given(st.text(alphabet="v1a,= \u00e9-+/Z", max_size=60))
def test_garbled_signatures_are_unverified(value):
    with pytest.raises(Unverified):
        read({**signed(), "webhook-signature": value}, BODY)


@pytest.mark.parametrize("minutes", [-6, 6, 10_000_000])
def test_a_time_that_is_not_now(minutes):
    stamp = str(int(NOW.timestamp()) + minutes * 60)
    with pytest.raises(Unverified, match="five minutes"):
        read({**signed(), "webhook-timestamp": stamp}, BODY)


def test_header_names_in_any_case():
    assert read({key.title(): value for key, value in signed().items()}, BODY).event_id == "e1"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"{", "not JSON"),
        (b"[]", "type"),
        (b'{"type":"message.deleted","data":{}}', "case.created or message.created"),
        (b'{"type":"case.created"}', "no case"),
        (b'{"type":"case.created","data":{"id":"1","secret":"13800138000"}}', "secret: Extra"),
        (
            b'{"type":"case.created","data":{"id":"1","messages":[{"at":"13800138000x"}]}}',
            "messages.0.at",
        ),
    ],
)
def test_a_known_sender_with_a_wrong_body(body, named):
    with pytest.raises(InvalidCase, match=named) as caught:
        read(signed(body), body)
    assert "13800138000" not in str(caught.value)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_short", "no-prefix-but-long-enough-0123456789", "whsec_é"]
)
def test_wrong_secrets_are_not_shown(secret):
    with pytest.raises(ConfigurationError, match="webhook secret 2") as caught:
        Signer([OTHER, secret])
    assert not secret or len(secret) < 7 or secret not in str(caught.value)


def test_without_secrets_there_is_no_webhook():
    with pytest.raises(ConfigurationError, match="secret"):
        Signer([])


@contextmanager
def receiver(status, headers=()):
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((dict(self.headers), self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}/in?shop=1", got
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "headers", "state", "after"),
    [
        (200, (), SendState.DELIVERED, None),
        (204, (), SendState.DELIVERED, None),
        (302, (("location", "http://169.254.169.254/"),), SendState.REFUSED, None),
        (400, (), SendState.RETRY, None),
        (410, (), SendState.GONE, None),
        (429, (("retry-after", "120"),), SendState.RETRY, 120.0),
        (503, (("retry-after", "Sat, 21 Nov 2026 10:01:00 GMT"),), SendState.RETRY, 60.0),
        (503, (("retry-after", "soon"),), SendState.RETRY, None),
        (503, (("retry-after", "-5"),), SendState.RETRY, None),
        (503, (("retry-after", "99999999"),), SendState.RETRY, 86400.0),
        (502, (), SendState.RETRY, None),
    ],
)
def test_answers_of_receivers(status, headers, state, after):
    with receiver(status, headers) as (url, got):
        sender = channel(url=url, allow_private=True)
        result = sender.send(reply(), idempotency_key="msg_1")
    assert (result.state, result.retry_after) == (state, after)
    sent_headers, body = got[0]
    lower = {key.lower(): value for key, value in sent_headers.items()}
    assert len(got) == 1
    assert lower["host"].startswith("localhost:")
    assert Signer([OTHER]).verify(lower, body, now=NOW) == "msg_1"
    assert "您好".encode() in body


def test_private_addresses_are_refused_unless_allowed():
    with receiver(200) as (url, got):
        result = channel(url=url).send(reply(), idempotency_key="m")
    assert result.state is SendState.RETRY
    assert "private" in result.error
    assert got == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.0.0.1", "172.16.3.4", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[fe80::1]", "[fc00::1]", "2130706433", "0x7f000001", "224.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_only_this_machine_sees(host):
    with pytest.raises(Refused):
        resolve(f"http://{host}/x", allow_private=False)


def test_a_public_address_is_connected_to_as_checked():
    target = resolve("https://93.184.216.34:8443/a?b=c", allow_private=False)
    assert (target.url, target.netloc) == ("https://93.184.216.34:8443/a?b=c", "93.184.216.34:8443")


@pytest.mark.parametrize(
    "url", ["", "ftp://x/", "file:///etc/passwd", "http://", "http://u:p@x/", "http://x:99999/"]
)
def test_wrong_urls_are_refused_at_once(url):
    with pytest.raises(ConfigurationError, match="webhook URL"):
        channel(url=url)


def test_nobody_there_is_tried_again():
    result = channel(url="http://127.0.0.1:9/", allow_private=True, timeout=1.0).send(
        reply(), idempotency_key="m"
    )
    assert (result.state, result.error) == (SendState.RETRY, "no answer (ConnectError)")
    assert channel().send(reply(), idempotency_key="m").state is SendState.RETRY
    assert not channel().sends


def test_a_little_late_is_still_now():
    assert read(signed(at=NOW - timedelta(minutes=4)), BODY).case.id == "c1"
