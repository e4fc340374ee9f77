"""Several providers: which of them a message goes by, and which are left in peace for a while."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from queue import Queue
from uuid import UUID

import structlog

from services.notifications.channels import Lease, Outgoing, SmsChannel
from services.notifications.channels.android import AndroidChannel
from services.notifications.channels.http_form import HttpFormChannel
from services.notifications.channels.providers import (
    AndroidProvider,
    HttpProvider,
    KannelProvider,
    Provider,
    SmppProvider,
)
from services.notifications.channels.receipts import ReceiptAddress
from services.notifications.channels.smpp import SmppChannel
from services.notifications.channels.sms_gateway import SmsGatewayChannel
from services.notifications.domain import (
    PACED,
    Accepted,
    Breaker,
    Outcome,
    Throttled,
    Unavailable,
    Uncertain,
)

log = structlog.get_logger()

LARGEST_WINDOW = 50
AHEAD_S, URGENT_AHEAD_S = 2.0, 15.0
"""
What goes to many is claimed no longer before its turn than this, and what is urgent than that.

A claim is what a crash leaves uncertain, and what nobody judges any more. What is in a hurry takes
its turn behind no more than is claimed already.
"""

NOT_HERE_S = 1.0
"""After so long a way that could not be taken from this process is looked at again."""

PROBE_S = 120.0
"""So long what became of a probe is waited for, as a claim is; then another may go."""

STRAGGLER_S = 2.0
"""So long after the first of a window the others are waited for; then the next window begins."""


def sms_channel(provider: Provider, receipts: ReceiptAddress | None = None) -> SmsChannel:
    """Make the way out that a provider is reached by."""
    match provider:
        case KannelProvider():
            return SmsGatewayChannel(provider, receipts)
        case AndroidProvider():
            return AndroidChannel(provider)
        case HttpProvider():
            return HttpFormChannel(provider, receipts)
        case SmppProvider():
            return SmppChannel(provider)
        case _:
            raise TypeError(provider)


@dataclass(slots=True)
class Way:
    """One provider with what is known of it now."""

    provider: Provider
    channel: SmsChannel
    breaker: Breaker = field(default_factory=Breaker)
    turn: int = 0
    probed_at: float | None = None
    straggling: int = 0

    @property
    def name(self) -> str:
        return self.provider.name

    @property
    def here(self) -> bool:
        """Whether it can be taken from this process: a bind has one owner."""
        return not isinstance(self.channel, SmppChannel) or self.channel.bound

    @property
    def paced(self) -> bool:
        """Whether all processes together keep to its pace; a bind has one owner, and its own."""
        return bool(self.provider.parts_per_second) and not isinstance(self.channel, SmppChannel)

    @property
    def room(self) -> int:
        """Say how many messages may be in hand: so many as can begin soon, one at the least."""
        return max(1, int(min(self.provider.window, self.channel.pace.room(AHEAD_S))))

    def pause_left(self, now: float, ahead_s: float) -> float:
        """Say for how many seconds nothing is to be claimed for it."""
        return max(self.breaker.pause_left(now), self.channel.pace.next_in - ahead_s)

    def free(self, now: float, ahead_s: float = AHEAD_S) -> bool:
        """Whether it may be given a message; one that is probed gets a single one."""
        return (
            self.here
            and self.channel.pace.next_in <= ahead_s
            and not self.straggling
            and not self.breaker.pause_left(now)
            and not (self.breaker.probing and self._being_probed(now))
        )

    def _being_probed(self, now: float) -> bool:
        # What was chosen to probe with may not have gone after all: then nothing is learned.
        return self.probed_at is not None and now < self.probed_at + PROBE_S

    def reaches(self, address: str) -> int | None:
        """Say how well it is meant for a number: the length of the prefix; None for not at all."""
        if not self.provider.prefixes:
            return 0
        fitting = [len(p) for p in self.provider.prefixes if address.startswith(p)]
        return max(fitting, default=None)

    def learn(self, outcomes: Sequence[Outcome]) -> None:
        """Pause after a window of which nothing was taken, and say so."""
        now, known = time.monotonic(), self.breaker.failures
        self.breaker = self.breaker.after(outcomes, now)
        self.probed_at = None
        if self.breaker.failures > known:
            codes = {o.code for o in outcomes if not isinstance(o, Accepted)}
            log.error(
                "provider_unavailable",
                provider=self.name,
                codes=sorted(codes),
                pause_s=round(self.breaker.pause_left(now), 1),
            )


Begin = Callable[[Way, Sequence[Outgoing], Lease], Outcome | None]
"""Waits for the turn of messages at a way; gives what became of them when they get none."""


def ahead_s(*, urgent: bool) -> float:
    return URGENT_AHEAD_S if urgent else AHEAD_S


def _tell_end(task: Callable[[], None], ended: Queue[None]) -> None:
    try:
        task()
    except Exception:
        log.exception("share_of_window_failed")
    finally:
        ended.put(None)


class Ways:
    """
    All providers as one way out.

    A number goes by those that its prefix is longest at, each getting its weight; when none of
    them takes anything now, by those that are for more numbers. What is chosen is written down
    with the claim: nothing goes by another way unless it was surely not sent by the first.
    """

    idempotent = False

    def __init__(self, ways: Sequence[Way]) -> None:
        self._ways = {way.name: way for way in ways}
        self._choosing = threading.Lock()
        self._running: set[threading.Thread] = set()

    def __iter__(self) -> Iterator[Way]:
        return iter(self._ways.values())

    def __getitem__(self, name: str) -> Way:
        return self._ways[name]

    @property
    def window(self) -> int:
        """Say how many messages may be in hand at once now."""
        return min(LARGEST_WINDOW, sum(way.room for way in self))

    @property
    def probing(self) -> bool:
        """Whether none is known to take anything."""
        return all(way.breaker.probing or not way.here for way in self)

    @property
    def elsewhere(self) -> bool:
        """Whether none can be taken from this process at all: another may be able to."""
        return not any(way.here for way in self)

    def pause_left(self, now: float, *, urgent: bool) -> float:
        """Say for how many seconds no way is to be tried."""
        here = [way.pause_left(now, ahead_s(urgent=urgent)) for way in self if way.here]
        return max(0.0, min(here, default=0.0))

    def choose(
        self, addresses: Sequence[str], *, urgent: bool = False, busy: Collection[str] = ()
    ) -> list[str | None]:
        """
        Choose a way for each of a window's numbers; None where none is free for it now.

        What is `urgent` tries nobody out who took nothing, while there is another. What `busy`
        names has no turn in time for what others send.
        """
        now = time.monotonic()
        with self._choosing:
            room = Counter({way.name: way.room for way in self if way.name not in busy})
            return [self._choose(address, room, now, urgent=urgent) for address in addresses]

    def _choose(self, address: str, room: Counter[str], now: float, *, urgent: bool) -> str | None:
        fitting: dict[int, list[Way]] = defaultdict(list)
        for way in self:
            fit = way.reaches(address)
            if fit is not None and room[way.name] and way.free(now, ahead_s(urgent=urgent)):
                fitting[fit].append(way)
        if not fitting:
            return None
        if urgent:
            sure = {
                fit: tried
                for fit, ways in fitting.items()
                if (tried := [way for way in ways if not way.breaker.probing])
            }
            fitting = sure or fitting
        best = fitting[max(fitting)]
        for way in best:
            way.turn += way.provider.weight
        chosen = max(best, key=lambda way: way.turn)
        chosen.turn -= sum(way.provider.weight for way in best)
        chosen.probed_at = now if chosen.breaker.probing else None
        room[chosen.name] -= 1
        return chosen.name

    def at_once(self, tasks: Sequence[tuple[Way, Callable[[], None]]]) -> None:
        """
        Let each way do its part of a window.

        One that takes long is not waited for: it is given nothing more until it has ended, and
        the others go on.
        """
        if len(tasks) == 1:
            tasks[0][1]()
            return
        ended = Queue[None]()
        threads = []
        for way, task in tasks:
            thread = threading.Thread(target=_tell_end, args=(task, ended), daemon=True)
            threads.append((way, thread))
            thread.start()
        ended.get()
        until = time.monotonic() + STRAGGLER_S
        for way, thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                self._let_run(way, thread)

    def _let_run(self, way: Way, thread: threading.Thread) -> None:
        with self._choosing:
            way.straggling += 1

        def wait() -> None:
            thread.join()
            with self._choosing:  # counting is two steps, and several end at once
                way.straggling -= 1
            self._running.discard(waiter)

        waiter = threading.Thread(target=wait, daemon=True)
        self._running.add(waiter)
        waiter.start()

    def close(self) -> None:
        """Wait for what is on its way, and take leave of those who are bound."""
        for waiter in list(self._running):
            waiter.join(20.0)
        for way in self:
            if isinstance(way.channel, SmppChannel):
                way.channel.stop()

    # -- as one channel, for what is claimed without a way

    def send_all(
        self, messages: Sequence[Outgoing], lease: Lease, begin: Begin | None = None
    ) -> Iterator[tuple[UUID, Outcome]]:
        """Send each message by a way that is chosen now."""
        names = self.choose([message.address for message in messages], urgent=True)
        parts: dict[str, list[Outgoing]] = defaultdict(list)
        for message, name in zip(messages, names, strict=True):
            if name is None:
                yield message.delivery_id, self._no_way()
            else:
                parts[name].append(message)
        answers: Queue[tuple[UUID, Outcome]] = Queue()
        for name, part in parts.items():
            work = threading.Thread(
                target=self._send_part, args=(self[name], part, lease, answers, begin), daemon=True
            )
            work.start()
        for _ in range(sum(map(len, parts.values()))):
            yield answers.get()

    def _send_part(
        self,
        way: Way,
        messages: list[Outgoing],
        lease: Lease,
        answers: Queue[tuple[UUID, Outcome]],
        begin: Begin | None,
    ) -> None:
        told: dict[UUID, Outcome] = {}
        try:
            no = begin(way, messages, lease) if begin else None
            for delivery_id, outcome in (
                [(message.delivery_id, no) for message in messages]
                if no is not None
                else way.channel.send_all(messages, lease)
            ):
                told[delivery_id] = outcome
                answers.put((delivery_id, outcome))
        finally:
            for message in messages:
                if message.delivery_id not in told:
                    told[message.delivery_id] = Uncertain("channel-failed")
                    answers.put((message.delivery_id, told[message.delivery_id]))
            way.learn(list(told.values()))

    def _no_way(self) -> Outcome:
        """Say why none is free: perhaps only because of our own pace."""
        now = time.monotonic()
        takes = [way for way in self if way.here and not way.breaker.pause_left(now)]
        if not takes:
            return Unavailable("no-way")
        return Throttled(max(NOT_HERE_S, min(way.channel.pace.next_in for way in takes)), PACED)

    def look_up(self, delivery_id: UUID) -> Outcome | None:
        """Ask what became of a message; None: it must be asked of the way that it went by."""
        del delivery_id
        return None
