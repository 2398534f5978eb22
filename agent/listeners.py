"""Channels that keep a connection of their own, or must be asked: threads that hand what comes to the desk."""

import logging
from threading import Event, Thread
from time import monotonic

from agent.channels.channel import Channel, Fetches, Listens, Received
from agent.channels.switchboard import Switchboard
from agent.desk import Desk
from agent.errors import AftersalesError

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_MOST_PAGES = 50


class Listeners:
    """One thread for each listening channel; each is called again after a growing pause when its connection breaks."""

    def __init__(self, desk: Desk, channels: Switchboard) -> None:
        self._desk = desk
        self._channels = channels
        self._stop = Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        """Begin to listen; nothing happens where no channel listens."""
        self._stop = Event()
        for shop, name, channel in self._channels:
            if isinstance(channel, Listens):
                thread = Thread(
                    target=self._run, args=(shop, name, channel), name=f"listen-{name}", daemon=True
                )
                thread.start()
                self._threads.append(thread)

    def stop(self, *, seconds: float = 5.0) -> None:
        """Ask every channel to stop and wait a little for each."""
        self._stop.set()
        for thread in self._threads:
            thread.join(seconds)
        self._threads.clear()

    def fetch_all(self) -> None:
        """Ask every channel that must be asked for what was missed."""
        for shop, name, channel in self._channels:
            if isinstance(channel, Fetches):
                self.fetch(shop, name, channel)

    def fetch(self, shop: str, name: str, channel: Fetches, hint: str | None = None) -> None:
        """Ask a channel until it has no more; events and cursor are kept together."""
        try:
            for _ in range(_MOST_PAGES):
                brought = channel.fetch(self._desk.cursor(shop=shop, channel=name), hint)
                self._desk.take(brought, shop=shop, channel=name)
                if not brought.more:
                    return
        except AftersalesError as error:
            log.warning("channel %s of shop %s: %s", name, shop, error)
        except Exception as error:  # noqa: BLE001 - a third party's channel must not stop the sweep
            log.error("channel %s of shop %s failed: %s", name, shop, type(error).__name__)

    def _run(self, shop: str, name: str, channel: Listens) -> None:
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            began = monotonic()
            try:
                channel.listen(
                    lambda received: self._deliver(shop, name, channel, received), self._stop
                )
            except Exception as error:  # noqa: BLE001 - a broken connection is expected, whatever it raises
                log.warning("channel %s of shop %s broke: %s", name, shop, type(error).__name__)
            held = monotonic() - began > _LONGEST_PAUSE
            pause = _FIRST_PAUSE if held else pause
            self._stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _deliver(
        self, shop: str, name: str, channel: Listens | Channel, received: Received
    ) -> None:
        self._desk.take(received, shop=shop, channel=name)
        if received.fetch is not None and isinstance(channel, Fetches):
            self.fetch(shop, name, channel, received.fetch)
