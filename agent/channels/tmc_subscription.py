"""A subscription to Taobao's message channel: holds the connection, reads what comes, confirms what is kept.

Topics of no interest are confirmed and bring nothing; a message that cannot be read is named in the log and brings
nothing, for else it would come again and again and stop those behind it. A message is confirmed after it is kept.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any

from agent.channels import tmc
from agent.channels.channel import Received, SendState
from agent.channels.gateway import CallFailed
from agent.channels.reading import UNREADABLE
from agent.channels.shop_client import Access
from agent.domain.clock import Clock
from agent.errors import Unreachable

log = logging.getLogger(__name__)

MESSAGES = "ws://mc.api.taobao.com/"
_PULL_SECONDS = 30.0
_LOOK_SECONDS = 0.2

Reader = Callable[[Mapping[str, Any], str], Received]
"""(content of a message, its id) → what it brings."""


class TmcSubscription:
    """One app's messages for one seller. `topics` says who reads which; `name` is the channel's, for the log."""

    def __init__(
        self,
        name: str,
        access: Access,
        *,
        clock: Clock,
        topics: Mapping[str, Reader],
        url: str = MESSAGES,
        group: str = "default",
    ) -> None:
        self._name = name
        self._access = access
        self._clock = clock
        self._topics = dict(topics)
        self._url = url
        self._group = group

    def listen(self, deliver: Callable[[Received], None], stop: Event) -> None:
        """Hold the connection until `stop` is set.

        Raises:
            Unreachable: it broke, or the platform said no; the caller tries again.
        """
        asyncio.run(self._held(deliver, stop))

    def received(self, topic: str, content: Mapping[str, Any] | str, event_id: str) -> Received:
        """Return what a message (as sent, or as an object) brings.

        Raises:
            Unreachable: the platform does not say more now; the message stays unconfirmed and comes again.
        """
        reader = self._topics.get(topic)
        if reader is None:
            return Received()
        try:
            return reader(json.loads(content) if isinstance(content, str) else content, event_id)
        except CallFailed as failed:
            if failed.state is SendState.RETRY:
                raise Unreachable(f"{self._name}: {failed}") from None
            log.warning("%s: %s: a message was left out: %s", self._name, topic, failed)
        except UNREADABLE as error:
            kind = type(error).__name__
            log.error("%s: %s: message %s cannot be read (%s)", self._name, topic, event_id, kind)
        return Received()

    async def _held(self, deliver: Callable[[Received], None], stop: Event) -> None:
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException

        try:
            async with connect(self._url, max_size=2**20) as socket:
                token = await self._opened(socket)
                pulled = -_PULL_SECONDS
                while not stop.is_set():
                    now = asyncio.get_running_loop().time()
                    if now - pulled >= _PULL_SECONDS:
                        await socket.send(tmc.encode(tmc.pull(token)))
                        pulled = now
                    try:
                        data = await asyncio.wait_for(socket.recv(), _LOOK_SECONDS)
                    except TimeoutError:
                        continue
                    await self._take(socket, data, token, deliver)
        except (OSError, WebSocketException) as error:
            kind = type(error).__name__
            raise Unreachable(f"{self._name}: the message channel broke ({kind})") from None

    async def _opened(self, socket: Any) -> str:
        opening = tmc.connect(
            self._access.app_key,
            self._group,
            self._clock.now(),
            self._access.app_secret.get_secret_value(),
            sdk="python",
        )
        await socket.send(tmc.encode(opening))
        answer = tmc.decode(await socket.recv())
        if answer.token is None:
            raise Unreachable(f"{self._name}: the message channel refuses (code {answer.code})")
        return answer.token

    async def _take(
        self, socket: Any, data: Any, token: str, deliver: Callable[[Received], None]
    ) -> None:
        frame = tmc.decode(data if isinstance(data, bytes) else str(data).encode())
        number, content = frame.fields.get("id"), frame.fields.get("content")
        if not isinstance(number, tmc.Int) or not isinstance(content, str):
            return
        topic = str(frame.fields.get("topic"))
        known = str(frame.fields.get("dataid") or number.value)
        loop = asyncio.get_running_loop()
        # In a thread: it asks the platform and writes to the database, and the socket must answer pings meanwhile.
        received = await loop.run_in_executor(None, self.received, topic, content, known)
        await loop.run_in_executor(None, deliver, received)
        await socket.send(tmc.encode(tmc.confirm(token, number.value)))
