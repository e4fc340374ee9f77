"""What is measured, step by step, on a stack that is up."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from shared.contracts.events import EventRef, EventView, PublishEvent
from shared.contracts.members import (
    AudienceFilter,
    BeginImport,
    ImportProgress,
    ImportRef,
    SaveAudience,
    SavedAudience,
)
from shared.contracts.notifications import EventSends, SendProgress, SendsProgress
from shared.ids import new_id
from tools.bench import cpu, people
from tools.bench.ground import Ground
from tools.bench.sink import Sink, source
from tools.bench.watch import BenchFailed, Watch
from tools.demo import forum
from tools.demo.organiser import Organiser

SINK_LOOKS_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """
    One invitation of everybody.

    `first` and `last` are when the mail server had accepted the first and the last message, in
    seconds since it began: since the publishing, or since senders were started. `cpu` is what
    each process took from then until the ledger was complete, in seconds of one core.
    """

    messages: int
    first: float
    last: float
    cpu: dict[str, float]

    @property
    def whole(self) -> float:
        """Messages a second from the beginning to the last accepted."""
        return self.messages / self.last

    @property
    def sending(self) -> float:
        """Messages a second from the first accepted to the last."""
        return (self.messages - 1) / (self.last - self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How many seconds it took until all were invited, and until all stood in the ledger."""

    event_id: UUID
    resolved: float
    in_ledger: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a mail server held at the end of a wave; `strangers` were never invited."""

    messages: int
    recipients: int
    twice: int
    strangers: int
    mean_bytes: int

    def as_it_should(self, people_invited: int) -> bool:
        right = self.messages == self.recipients == people_invited
        return right and not self.twice and not self.strangers


class Play:
    """The measurements; people are brought first."""

    def __init__(self, ground: Ground, organiser: Organiser, watch: Watch, count: int) -> None:
        self._ground = ground
        self._organiser = organiser
        self._watch = watch
        self._count = count
        self._audience = UUID(int=0)

    # -- beside sending

    def bring_people(self) -> float:
        """Import everybody through members' own import; give the seconds it took."""
        began = time.monotonic()
        progress = self._upload(people.sheet(self._count))
        ref = ImportRef(import_id=progress.import_id)
        for saw in self._watch.looks("Importing a sheet"):
            progress = self._organiser.ask("members", "import_progress", ref, ImportProgress)
            saw(progress.done)
            if progress.state in ("done", "refused"):
                break
        took = time.monotonic() - began
        if progress.verdicts != {"new": self._count}:
            msg = f"The import ended with {progress.verdicts} {progress.refused or ''}"
            raise BenchFailed(msg)
        self._audience = self._everybody()
        return took

    def await_address_book(self) -> None:
        """Wait until notifications knows everybody, so that a wave is only a wave."""
        for saw in self._watch.looks("Filling the address book"):
            known = self._ground.contacts()
            saw(known)
            if known >= self._count:
                break

    def calls_a_second(self, callers: int, *, seconds: float) -> float:
        """Ask for an event over and over, so many at once."""
        ref = EventRef(event_id=self._create())
        began = time.monotonic()

        def ask(_: int) -> int:
            done = 0
            while time.monotonic() < began + seconds:
                self._organiser.ask("events", "event", ref, EventView)
                done += 1
            return done

        noun = "caller" if callers == 1 else "callers"
        with self._watch.work(f"Asking, {callers} {noun}"), ThreadPoolExecutor(callers) as pool:
            return sum(pool.map(ask, range(callers))) / (time.monotonic() - began)

    def plan(self) -> Planned:
        """Publish while no sender runs."""
        self._ground.send_with(0)
        event_id = self._create()
        began = time.monotonic()
        self._publish(event_id)
        resolved, in_ledger = 0.0, 0.0
        for saw in self._watch.looks("Choosing and planning"):
            if not resolved and not self._event(event_id).inviting:
                resolved = time.monotonic() - began
            rows = self._ground.rows_of_ledger(event_id)
            saw(rows)
            if resolved and rows >= self._count:
                in_ledger = time.monotonic() - began
                break
        return Planned(event_id=event_id, resolved=resolved, in_ledger=in_ledger)

    # -- sending

    def send_planned(self, sink: Sink, event_id: UUID) -> Wave:
        """Start a sender when the ledger is full already, and wait until it is worked off."""
        began = time.time()
        self._ground.send_with(1)
        return self._follow(sink, event_id, began, "Sending what is planned")

    def whole_way(self, sink: Sink, label: str) -> Wave:
        """Publish while senders run, and wait until the last message was accepted."""
        event_id = self._create()
        began = time.time()
        self._publish(event_id)
        return self._follow(sink, event_id, began, label)

    def source(self, size: int, *, reconnect: bool) -> float:
        """Let Postfix's own tool send as many messages of the same size, and give the rate."""
        label = "smtp-source -s 10" + ("" if reconnect else " -d")
        port, count = self._ground.mail_port, self._count
        with self._watch.work(label):
            return count / source(port, messages=count, size=size, reconnect=reconnect)

    def check(self, sink: Sink) -> Checked:
        """Count who got what, in a sink that kept it all."""
        told = sink.recipients()
        invited = {people.address(number) for number in range(self._count)}
        messages = told.total()
        return Checked(
            messages=messages,
            recipients=len(invited & set(told)),
            twice=sum(count > 1 for count in told.values()),
            strangers=len(set(told) - invited),
            mean_bytes=round(sink.kept_bytes() / max(messages, 1)),
        )

    def _follow(self, sink: Sink, event_id: UUID, began: float, label: str) -> Wave:
        first = 0.0
        before = self._cpu(sink)
        for saw in self._watch.looks(label, every_s=SINK_LOOKS_S):
            accepted = sink.accepted()
            saw(accepted.messages)
            if not first and accepted.messages:
                first = accepted.at
            if accepted.messages >= self._count:
                break
        self._await_ledger(event_id)
        if sink.accepted().messages != self._count:
            msg = f"{sink.accepted().messages:,} messages were accepted of {self._count:,}."
            raise BenchFailed(msg)
        return Wave(
            messages=self._count,
            first=first - began,
            last=accepted.at - began,
            cpu=cpu.between(before, self._cpu(sink)),
        )

    def _cpu(self, sink: Sink) -> dict[str, float]:
        return cpu.seconds({**self._ground.pids(), "smtp-sink": sink.pid})

    def _await_ledger(self, event_id: UUID) -> None:
        """Wait until the ledger says what the sink said: everybody got it, nobody is left."""
        told: SendProgress | None = None
        for saw in self._watch.looks("Recording"):
            told = self._send(event_id)
            saw(told.totals.get("email", {}).get("sent", 0) if told else 0)
            if told and told.finished:
                break
        if told is None or told.totals != {"email": {"sent": self._count}}:
            msg = f"The ledger ended with {told and told.totals}"
            raise BenchFailed(msg)

    # -- asking

    def _upload(self, content: bytes) -> ImportProgress:
        return self._organiser.upload(
            content,
            BeginImport(
                command_id=new_id(),
                filename="bench.csv",
                size=len(content),
                language="fr",
                consent_wording="J’accepte de recevoir les invitations du Forum.",
                consent_source="Measurement",
                consent_date=datetime.now(UTC).date(),
                consent_collector="Measurement",
            ),
        )

    def _everybody(self) -> UUID:
        saved = SaveAudience(command_id=new_id(), name="Everybody", filter=AudienceFilter())
        answer = self._organiser.ask("members", "save_audience", saved, SavedAudience)
        return answer.audience_id

    def _create(self) -> UUID:
        form = replace(forum.form(1), command_id=new_id())
        return self._organiser.ask("events", "create_event", form, EventView).card.event_id

    def _publish(self, event_id: UUID) -> None:
        request = PublishEvent(command_id=new_id(), event_id=event_id, audience_id=self._audience)
        self._organiser.ask("events", "publish_event", request, EventView)

    def _event(self, event_id: UUID) -> EventView:
        return self._organiser.ask("events", "event", EventRef(event_id=event_id), EventView)

    def _send(self, event_id: UUID) -> SendProgress | None:
        asked = EventSends(event_id=event_id)
        sends = self._organiser.ask("notifications", "sends", asked, SendsProgress).sends
        return next((send for send in sends if send.kind == "invitation"), None)
