"""What notifications does, done step by step on a real database, without its processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications import domain
from services.notifications.channels import Lease, Outgoing
from services.notifications.domain import Accepted, Outcome
from services.notifications.operations import (
    asking,
    planning,
    ruling,
    sending,
    silence,
    steering,
    sweeping,
)
from services.notifications.operations.sender import Sender
from services.notifications.operations.sweeping import Thresholds
from services.notifications.operations.writing import EmailWriter, SmsWriter
from shared.contracts.events import (
    Answer,
    Card,
    CardText,
    EventCancelled,
    InvitationIssued,
    Invitee,
    Place,
    PlaceOffered,
    RsvpChanged,
)
from shared.contracts.members import Channel, Contact, MemberContactChanged
from shared.contracts.notifications import (
    ChangeSendingRules,
    OptOut,
    SendingRules,
    SendProgress,
    StopSend,
)
from shared.db.database import Database, Transaction
from shared.ids import new_id
from tests.support.world import World

KEY = bytes(range(32))
URL = "https://ex.org"
LEASE = timedelta(minutes=2)
QUIET = timedelta(seconds=30)
STAFF = new_id()


@dataclass(kw_only=True)
class Outside:
    """A way out that keeps what it was given and answers as it is told to."""

    window: int = 50
    answer: Callable[[Outgoing], Outcome] = lambda _: Accepted()
    taken: list[Outgoing] = field(default_factory=list)
    windows: list[int] = field(default_factory=list)

    def send_all(
        self,
        messages: Sequence[Outgoing],
        lease: Lease,  # noqa: ARG002 - part of what a channel is asked
    ) -> Iterator[tuple[UUID, Outcome]]:
        self.windows.append(len(messages))
        for message in messages:
            outcome = self.answer(message)
            if isinstance(outcome, Accepted):
                self.taken.append(message)
            yield message.delivery_id, outcome


class Desk:
    """One notifications database, its two senders, and a clock that can be put forward."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.db = Database(world.dsn("notifications"))
        self.ahead = timedelta()
        self.sms = self.sender("sms")
        self.email = self.sender("email")

    def close(self) -> None:
        self.db.close()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def later(self, **time: float) -> None:
        self.ahead += timedelta(**time)

    def at(self, moment: datetime) -> None:
        """Go to a moment to come."""
        self.ahead = moment - datetime.now(UTC)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self.db.transaction() as tx:
            yield tx

    def sender(self, name: Channel, **outside: Any) -> Sender:
        """Make one more sender, as another replica would be."""
        writer: Any = (
            SmsWriter(association="FMAS", public_url=URL)
            if name == "sms"
            else EmailWriter(association="FMAS", public_url=URL, mail_from="A <a@ex.org>")
        )
        return Sender(
            name=name, channel=Outside(**outside), writer=writer, suppression_key=KEY, lease=LEASE
        )

    # -- hearing

    def contacts(self, *contacts: Contact) -> None:
        with self.transaction() as tx:
            message = MemberContactChanged(contacts=list(contacts))
            planning.keep_contacts(tx, message, key=KEY, now=self.now())

    def card(self, event_id: UUID, *, version: int = 1, hours: float = 72) -> Card:
        """Hear an event's card; it begins in so many hours."""
        card = a_card(event_id, version=version, starts_at=self.now() + timedelta(hours=hours))
        with self.transaction() as tx:
            planning.keep_card(tx, card, now=self.now())
        return card

    def invite(
        self, event_id: UUID, *contacts: Contact, card_version: int = 1, hours: float = 72
    ) -> None:
        """Hear of people who are invited, which is of use for so many hours."""
        until = self.now() + timedelta(hours=hours)
        with self.transaction() as tx:
            message = issued(event_id, contacts, card_version, until)
            planning.plan_invitations(tx, message, now=self.now())

    def event(self, *contacts: Contact) -> UUID:
        """Hear of an event with its card, and of people who are invited; gives the event's id."""
        event_id = new_id()
        self.card(event_id)
        self.invite(event_id, *contacts)
        return event_id

    def answer(
        self,
        event_id: UUID,
        contact: Contact,
        *,
        version: int,
        place: Place,
        answer: Answer = "yes",
    ) -> None:
        with self.transaction() as tx:
            message = RsvpChanged(
                event_id=event_id,
                member_id=contact.member_id,
                version=version,
                answer=answer,
                place=place,
                card_version=1,
                useful_until=self.now() + timedelta(hours=72),
                changed_at=self.now(),
            )
            planning.plan_confirmation(tx, message, now=self.now())

    def offer(self, event_id: UUID, contact: Contact, *, version: int) -> None:
        with self.transaction() as tx:
            message = PlaceOffered(
                event_id=event_id,
                member_id=contact.member_id,
                version=version,
                card_version=1,
                until=self.now() + timedelta(hours=24),
            )
            planning.plan_offer(tx, message, now=self.now())

    def cancel(
        self, event_id: UUID, *, version: int = 9, starts_at: datetime | None = None
    ) -> None:
        card = a_card(event_id, version=version, starts_at=starts_at)
        with self.transaction() as tx:
            planning.cancel(tx, EventCancelled(card=card), now=self.now())

    # -- asking

    def opt_out(self, contact: Contact, *channels: Channel, alone: bool = False) -> None:
        """Stop messages by the code; `alone`, by the link in this person's own mail."""
        whose = contact.member_id if alone else None
        request = OptOut(code=code_of(contact), channels=list(channels), member_id=whose)
        silence.opt_out(self.db, request, key=KEY, now=self.now())

    def stop(self, event_id: UUID, kind: str = "invitation") -> SendProgress:
        request = StopSend(command_id=new_id(), send_id=domain.send_id(event_id, kind))
        return steering.stop_send(self.db, request, by=STAFF, now=self.now())

    def decide(self, rules: SendingRules) -> SendingRules:
        """Let other sending rules hold."""
        command = ChangeSendingRules(command_id=new_id(), rules=rules)
        return ruling.change_rules(self.db, command, by=STAFF, now=self.now())

    def progress(self, event_id: UUID, kind: str = "invitation") -> SendProgress:
        sends = asking.sends(self.db, event_id).sends
        return next(send for send in sends if send.kind == kind)

    # -- working

    def due(self, event_id: UUID, channel: str) -> list[UUID]:
        """Take the references to an event's batches that the relay would publish now."""
        rows = self.world.rows(
            "notifications",
            """
            update outbox o set published_at = now()
              from batches b join sends s on s.id = b.send_id
             where o.published_at is null and o.type = %s and o.not_before <= %s
               and (o.body ->> 'batch_id')::uuid = b.id and s.event_id = %s
            returning b.id
            """,
            f"{channel}_batch.due.v1",
            self.now(),
            event_id,
        )
        return [row["id"] for row in rows]

    def work(self, event_id: UUID, *senders: Sender) -> list[Outgoing]:
        """Let senders work off what is due, and give what went out."""
        went: list[Outgoing] = []
        for sender in senders or (self.sms, self.email):
            outside = sender.channel
            assert isinstance(outside, Outside)
            before = len(outside.taken)
            while batches := self.due(event_id, sender.name):
                for batch_id in batches:
                    self.send(sender, batch_id)
            went += outside.taken[before:]
        return went

    def send(self, sender: Sender, batch_id: UUID) -> bool:
        return sending.send_batch(self.db, sender, batch_id, clock=self.now, stopping=lambda: False)

    def claim(self, event_id: UUID, sender: Sender) -> sending.Claim:
        """Claim a window and leave it there, as a sender does that is killed then."""
        (batch_id,) = self.due(event_id, sender.name)
        claim = sending._claim(self.db, sender, batch_id, self.now())
        assert claim is not None
        return claim

    def finish(self, claim: sending.Claim, outcome: Outcome) -> None:
        """Write down the end of a claim, perhaps long after."""
        outcomes = {row["id"]: outcome for row in claim.ready}
        sending._record(self.db, claim, outcomes, self.now())

    def sweep(self) -> None:
        thresholds = Thresholds(lease=LEASE, quiet=QUIET)
        while sweeping.sweep(self.db, thresholds, now=self.now()):
            pass

    def join_undecided(self) -> None:
        while planning.join_undecided(self.db, patience=timedelta(minutes=10), now=self.now()):
            pass

    def settle(self) -> None:
        while sweeping.settle(self.db):
            pass

    def plan_cancellation(self) -> None:
        while planning.plan_cancellation(self.db, now=self.now()):
            pass

    def close_stopped(self) -> None:
        while planning.close_stopped(self.db, now=self.now()):
            pass

    # -- looking

    def rows(self, event_id: UUID, kind: str = "invitation") -> list[dict[str, Any]]:
        return self.world.rows(
            "notifications",
            "select * from deliveries where send_id = %s order by member_id, channel",
            domain.send_id(event_id, kind),
        )

    def states(self, event_id: UUID, kind: str = "invitation") -> Counter[str]:
        return Counter(row["state"] for row in self.rows(event_id, kind))

    def state_of(self, event_id: UUID, contact: Contact, kind: str = "invitation") -> str:
        """Say where a person's one row is, with the reason: `excluded opted_out`."""
        (row,) = (r for r in self.rows(event_id, kind) if r["member_id"] == contact.member_id)
        return " ".join(filter(None, (row["state"], row["reason"])))


def code_of(contact: Contact) -> str:
    """Give the code of a person or household, as events would have made one."""
    return str(contact.household_id or contact.member_id)[-9:]


def issued(
    event_id: UUID, contacts: Sequence[Contact], card_version: int, useful_until: datetime
) -> InvitationIssued:
    return InvitationIssued(
        event_id=event_id,
        wave_id=new_id(),
        card_version=card_version,
        useful_until=useful_until,
        invitees=[
            Invitee(member_id=c.member_id, code=code_of(c), household_id=c.household_id)
            for c in contacts
        ],
    )


def a_card(event_id: UUID, *, version: int = 1, starts_at: datetime | None = None) -> Card:
    start = starts_at or datetime.now(UTC) + timedelta(hours=72)
    return Card(
        event_id=event_id,
        version=version,
        type="forum",
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        zone="Africa/Casablanca",
        languages=["fr"],
        texts={"fr": CardText(title="Forum des jeunes", venue="Rabat")},
    )
