"""XMPP: the desk is a component of the shop's server (XEP-0114) and talks as an address of its own.

Needs the extra `xmpp` (slixmpp). Buyers write to `care@component`; drafts go to the staff address, where `/ok CASE vN`
approves. While the desk is away the server answers buyers with an error instead of keeping their words, so run two
processes where that matters; an event is kept before the next one is read.
"""

import asyncio
from collections.abc import Callable
from hashlib import sha256
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from agent.channels.channel import (
    Capabilities,
    InboundEvent,
    Note,
    Received,
    Reply,
    Request,
    SendResult,
    SendState,
    Unverified,
)
from agent.channels.kind import ChannelKind, Level
from agent.channels.staff_command import shown, staff_act
from agent.domain.case import Case
from agent.domain.clock import Clock
from agent.domain.message import Message
from agent.domain.value import Value
from agent.errors import ConfigurationError, Unreachable

if TYPE_CHECKING:
    from slixmpp import ComponentXMPP

_CONNECT_SECONDS = 15.0
_SEND_SECONDS = 10.0
_LOOK_SECONDS = 0.2


class XmppConfig(Value):
    """The settings of one component; `staff` gives each bare address its role, `staff_address` gets the drafts."""

    component: str
    secret: SecretStr
    host: str = "127.0.0.1"
    port: int = 5347
    user: str = "care"
    staff_address: str | None = None
    staff: dict[str, str] = {}


class XmppChannel:
    """Keeps the component's connection, reads messages from it and writes to it."""

    name = "xmpp"

    def __init__(self, config: XmppConfig, *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._lock = Lock()
        self._live: tuple[asyncio.AbstractEventLoop, ComponentXMPP] | None = None
        self.capabilities = Capabilities(
            private_note=config.staff_address is not None, signed=True, needs_public_url=False
        )

    @property
    def sends(self) -> bool:
        """The component can write to anybody once it is connected; until then replies wait."""
        return True

    def read(self, request: Request) -> Received:
        """Refuse: nothing comes to this channel over HTTP."""
        del request
        raise Unverified("xmpp has no way in over HTTP; its messages come over the component")

    def listen(self, deliver: Callable[[Received], None], stop: Event) -> None:
        """Hold the connection until `stop` is set; raises Unreachable when it cannot be made or breaks."""
        asyncio.run(self._held(deliver, stop))

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Write an approved text to the buyer; the same key gives the same stanza id."""
        return self._say(str(reply.thread.get("jid", "")), reply.text, idempotency_key)

    def note(self, note: Note, *, idempotency_key: str) -> SendResult:
        """Write a draft to the staff address."""
        if self._config.staff_address is None:
            return SendResult(state=SendState.REFUSED, error="no staff_address is configured")
        return self._say(self._config.staff_address, shown(note), idempotency_key)

    async def _held(self, deliver: Callable[[Received], None], stop: Event) -> None:
        component, loop = self._component(), asyncio.get_running_loop()
        inbox: asyncio.Queue[Received] = asyncio.Queue()
        opened, ended = asyncio.Event(), asyncio.Event()
        component.add_event_handler("session_start", lambda _: opened.set())
        for name in ("disconnected", "connection_failed", "stream_error"):
            component.add_event_handler(name, lambda _: ended.set())
        component.add_event_handler("message", lambda stanza: self._heard(stanza, inbox))
        component.connect(self._config.host, self._config.port)
        try:
            await asyncio.wait_for(opened.wait(), _CONNECT_SECONDS)
            self._become((loop, component))
            while not stop.is_set() and not ended.is_set():
                try:
                    received = await asyncio.wait_for(inbox.get(), _LOOK_SECONDS)
                except TimeoutError:
                    continue
                # In a thread: keeping it may wait for the database, and the connection must stay awake meanwhile.
                await loop.run_in_executor(None, deliver, received)
        except TimeoutError:
            raise Unreachable("xmpp: the server does not take the component") from None
        finally:
            self._become(None)
            component.disconnect()
        if ended.is_set() and not stop.is_set():
            raise Unreachable("xmpp: the connection broke")

    def _component(self) -> "ComponentXMPP":
        try:
            from slixmpp import ComponentXMPP
        except ImportError:
            raise ConfigurationError(
                "xmpp needs the extra: pip install -c constraints.txt -e '.[xmpp]'"
            ) from None
        secret = self._config.secret.get_secret_value()
        return ComponentXMPP(self._config.component, secret)  # type: ignore[no-untyped-call]

    def _become(self, live: "tuple[asyncio.AbstractEventLoop, ComponentXMPP] | None") -> None:
        with self._lock:
            self._live = live

    def _heard(self, stanza: Any, inbox: "asyncio.Queue[Received]") -> None:
        text, sender = str(stanza["body"] or ""), str(stanza["from"].bare)
        if stanza["type"] not in ("chat", "normal") or not text:
            return
        # XEP-0359 ids are optional: without one, the sender's own stanza id has to do.
        digest = sha256(f"{stanza['from']}|{stanza['id']}".encode()).hexdigest()[:32]
        if sender in self._config.staff:
            act = staff_act(text, event_id=digest, sender=sender, roles=self._config.staff)
            if act is not None:
                inbox.put_nowait(Received(acts=(act,)))
            return
        case = Case(id=f"xmpp-{sender}"[:200], messages=(Message(text=text, at=self._clock.now()),))
        event = InboundEvent(
            event_id=digest, type="message", case=case, thread={"jid": sender}, provider_id=digest
        )
        inbox.put_nowait(Received(events=(event,)))

    def _say(self, address: str, text: str, key: str) -> SendResult:
        with self._lock:
            live = self._live
        if not address:
            return SendResult(state=SendState.REFUSED, error="the case has no address")
        if live is None:
            return SendResult(state=SendState.RETRY, error="the component is not connected")
        loop, component = live
        stanza_id = sha256(key.encode()).hexdigest()[:32]

        async def write() -> None:
            stanza = component.make_message(
                mto=address,
                mbody=text,
                mtype="chat",
                mfrom=f"{self._config.user}@{self._config.component}",
            )
            stanza["id"] = stanza_id
            stanza.send()

        try:
            asyncio.run_coroutine_threadsafe(write(), loop).result(_SEND_SECONDS)
        except (TimeoutError, RuntimeError) as error:
            return SendResult(state=SendState.RETRY, error=f"not written ({type(error).__name__})")
        return SendResult(state=SendState.DELIVERED, provider_id=stanza_id)


KIND = ChannelKind(
    name="xmpp",
    level=Level.REAL_SERVER,
    proof="a real Prosody: draft to staff, /ok, one reply to the buyer, the desk killed meanwhile",
    config=XmppConfig,
    open=XmppChannel,
)
