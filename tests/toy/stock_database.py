"""
psycopg under eventlet as it comes: `python -m tests.toy.stock_database`, DATABASE_URL set.

Four greenlets let the database sleep; prints how long they took together, and the longest time
for which no other greenlet ran, both in seconds.
"""

import eventlet

if __name__ == "__main__":
    eventlet.monkey_patch()

import itertools
import os
import sys
import time

import psycopg

SLEEP_S = 0.4


def ask(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("select pg_sleep(%s)", (SLEEP_S,))


def measure(dsn: str) -> tuple[float, float]:
    """Give the time all took, and the longest stall."""
    ticks = [time.monotonic()]

    def tick() -> None:
        while True:
            eventlet.sleep(0.01)
            ticks.append(time.monotonic())

    ticking = eventlet.spawn(tick)
    began = time.monotonic()
    pool = eventlet.GreenPool()
    for _ in range(4):
        pool.spawn(ask, dsn)
    pool.waitall()
    took = time.monotonic() - began
    eventlet.sleep(0.02)
    ticking.kill()
    stalls = [after - before for before, after in itertools.pairwise(ticks)]
    return took, max(stalls)


if __name__ == "__main__":
    sys.stdout.write("{} {}\n".format(*measure(os.environ["DATABASE_URL"])))
