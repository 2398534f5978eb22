"""Writers take turns in the order in which they came, and give up in time."""

import threading
import time

import pytest

from agent.store.turns import TooLong, Turns

LONG = 30.0


def waiting(turns: Turns, count: int) -> None:
    end = time.monotonic() + LONG
    while len(turns._waiting) < count:
        assert time.monotonic() < end, "nobody queued up"
        time.sleep(0.001)


def test_whoever_came_first_goes_first_and_nobody_comes_in_between() -> None:
    turns, order = Turns(), []

    def write(name: int) -> None:
        with turns.turn(seconds=LONG):
            order.append(name)

    with turns.turn(seconds=LONG):
        threads = []
        for name in range(8):
            threads.append(threading.Thread(target=write, args=(name,)))
            threads[-1].start()
            waiting(turns, name + 1)
    with turns.turn(
        seconds=LONG
    ):  # asked for at once by the thread that gave it back: it comes last
        order.append(99)
    for thread in threads:
        thread.join(LONG)
    assert order == [*range(8), 99]


def test_one_who_waits_too_long_gives_up_and_the_others_go_on() -> None:
    turns = Turns()
    with turns.turn(seconds=LONG), pytest.raises(TooLong), turns.turn(seconds=0.01):
        raise AssertionError("two at a time")
    with turns.turn(seconds=0.01):
        pass


def test_an_error_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn(seconds=LONG):
        raise ZeroDivisionError
    with turns.turn(seconds=0.01):
        pass


def test_never_two_at_a_time() -> None:
    turns, inside, most = Turns(), [0], [0]

    def write() -> None:
        for _ in range(50):
            with turns.turn(seconds=LONG):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0)
                inside[0] -= 1

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert (most, inside) == ([1], [0])
