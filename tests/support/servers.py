"""Real servers that a test may kill: a stack of its own, apart from the one all tests share."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

from deploy.local import broker
from deploy.local.stack import Stack
from shared.testing.waiting import eventually

RABBITMQCTL = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")


class OwnServers:
    """Does to a broker and a database what happens to them in life."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def kill_broker(self) -> None:
        self._kill("rabbitmq", signal.SIGKILL)

    def kill_database(self) -> None:
        self._kill("postgres", signal.SIGKILL)

    def stop_database_at_once(self) -> None:
        """Do what `pg_ctl stop -m immediate` does."""
        self._kill("postgres", signal.SIGQUIT)

    def await_broker(self) -> None:
        eventually(self.stack.management.ready, within_s=90, every_s=0.2)

    def set_memory_limit(self, share: float) -> None:
        """Let the broker block its publishers above this share of the machine's memory."""
        self._control("set_vm_memory_high_watermark", str(share))

    def set_consumer_timeout(self, milliseconds: int) -> None:
        """Let new channels give out again what was not acked for so long; they look each second."""
        for name, value in (("consumer_timeout", milliseconds), ("channel_tick_interval", 1000)):
            self._control("eval", f"application:set_env(rabbit, {name}, {value}).")

    def lose_the_brokers_disk(self) -> None:
        """Start the broker anew with nothing of what it held."""
        self.stack.supervisor.stop(["rabbitmq"])
        data = self.stack.places.broker / "data"
        shutil.rmtree(data)
        data.mkdir(mode=0o700)
        self.stack.supervisor.run(["rabbitmq"])
        self.await_broker()

    def _kill(self, server: str, number: int) -> None:
        (state,) = [each for each in self.stack.states() if each.name == server]
        os.kill(state.pid, number)
        # The supervisor starts it again by itself.
        eventually(lambda: self._pid(server) not in (0, state.pid), within_s=30, every_s=0.1)

    def _pid(self, server: str) -> int:
        return next(each.pid for each in self.stack.states() if each.name == server)

    def _control(self, *words: str) -> None:
        environment = broker.environment(self.stack.places, self.stack.ports)
        node = environment["RABBITMQ_NODENAME"]
        subprocess.run(
            [str(RABBITMQCTL), "-n", node, *words],
            env={"PATH": os.environ["PATH"], **environment},
            check=True,
            capture_output=True,
        )
