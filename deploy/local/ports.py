"""Loopback ports of one stack: chosen once, kept, and chosen anew when somebody else took one."""

from __future__ import annotations

import random
import socket
from collections.abc import Collection, Mapping

from deploy.local.trouble import Trouble

NAMES = (
    "postgres",
    "broker",
    "broker_cluster",  # Erlang's distribution
    "epmd",
    "management",
    "prometheus",
    "web",
    "sandbox_http",
    "sandbox_smtp",
)

# Below the range from which the kernel takes ports for outgoing connections (32768 on Linux):
# what is chosen here is not handed to a client between a `down` and the next `up`.
RANGE = range(18000, 32000)


def is_free(port: int) -> bool:
    """Say whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        # Connections that just ended (TIME_WAIT) do not keep a server from listening.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose(kept: Mapping[str, int], *, in_use_by_us: Collection[str]) -> dict[str, int]:
    """
    Give a port to each name: the kept one if it is ours or free, else a new one.

    `in_use_by_us` are the names whose server runs: their port is taken, by the right one.
    """
    chosen: dict[str, int] = {}
    for name in NAMES:
        port = kept.get(name)
        if port and (name in in_use_by_us or is_free(port)):
            chosen[name] = port
    for name in NAMES:
        if name not in chosen:
            chosen[name] = _find(avoid={*kept.values(), *chosen.values()})
    return {name: chosen[name] for name in NAMES}


def _find(avoid: Collection[int]) -> int:
    # Random, so that two stacks that start at the same moment do not want the same one.
    for port in random.SystemRandom().sample(RANGE, len(RANGE)):
        if port not in avoid and is_free(port):
            return port
    msg = "No loopback port is free between 18000 and 31999."
    raise Trouble(msg)
