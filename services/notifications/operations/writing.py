"""Making claimed rows into finished messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from services.notifications.channels import Outgoing
from services.notifications.domain import NotSent, Outcome, Rejected
from services.notifications.domain.bounces import ReturnPaths
from services.notifications.operations import own_texts
from services.notifications.store.base import Row
from services.notifications.texts import TICKETED, EmailForm, Letter, Unwritable, sms
from services.notifications.texts.wording import Wording, announced
from shared.contracts.events import Card, ticket_of

log = structlog.get_logger()


class Writer(Protocol):
    """Makes a claimed row into a finished message; Unwritable when that cannot be."""

    def write(self, row: Row, batch: Row, card: Card, now: datetime) -> Outgoing: ...


def write_all(
    writer: Writer, batch: Row, card: Card, rows: Sequence[Row], now: datetime
) -> tuple[list[Outgoing], dict[UUID, Outcome]]:
    """Write every message; one that cannot be written does not keep the others."""
    messages: list[Outgoing] = []
    outcomes: dict[UUID, Outcome] = {}
    for row in rows:
        try:
            messages.append(writer.write(row, batch, card, now))
        except Unwritable as error:
            outcomes[row["id"]] = Rejected(error.code)
        except Exception:
            log.exception("message_unwritable", delivery_id=str(row["id"]))
            outcomes[row["id"]] = NotSent("unwritable")
    return messages, outcomes


def names_of(row: Row) -> str:
    """Name whom one message is for: the person, and those told through him."""
    return ", ".join([row["first_name"], *(row.get("covered_names") or [])])


@dataclass(frozen=True, kw_only=True)
class SmsWriter:
    """Writes each SMS anew: it is short."""

    association: str
    public_url: str

    def write(self, row: Row, batch: Row, card: Card, _: datetime) -> Outgoing:
        wording = Wording(
            kind=batch["kind"],
            language=row["language"],
            card=card,
            association=self.association,
            until=row["useful_until"],
            changed=tuple(batch["changed"]),
            said=announced(batch["said"], row["language"]),
            plain=batch["plain"],
            own=own_texts.of(batch["own"], "sms", row["language"]),
        )
        link = f"{self.public_url.rstrip('/')}/i/{row['code']}"
        return Outgoing(
            delivery_id=row["id"],
            address=row["address"],
            content=sms(wording, names=names_of(row), link=link),
            useful_until=row["useful_until"],
        )


class EmailWriter:
    """Composes once for each kind, card and language; then only fills the places."""

    def __init__(
        self,
        *,
        association: str,
        public_url: str,
        mail_from: str,
        returns: ReturnPaths | None = None,
    ) -> None:
        self._association = association
        self._returns = returns
        self._url = public_url.rstrip("/")
        self._from = mail_from
        self._forms: dict[tuple[object, ...], EmailForm] = {}

    def write(self, row: Row, batch: Row, card: Card, now: datetime) -> Outgoing:
        form = self._form(row, batch, card)
        ticketed = batch["kind"] in TICKETED
        letter = Letter(
            delivery_id=row["id"],
            address=row["address"],
            names=names_of(row),
            link=f"{self._url}/i/{row['code']}",
            # A household has one code: the link says whose mail it is that stops.
            stop_link=f"{self._url}/u/{row['code']}/{row['member_id']}",
            date=now,
            ticket=ticket_of(row["code"], row["member_id"]) if ticketed else "",
        )
        back = self._returns.of(row["id"], batch["month"], row["address"]) if self._returns else ""
        return Outgoing(
            delivery_id=row["id"],
            address=row["address"],
            content=form.fill(letter),
            returns=back,
        )

    def _form(self, row: Row, batch: Row, card: Card) -> EmailForm:
        until = row["useful_until"] if batch["kind"] == "place_offered" else None
        changed = tuple(batch["changed"])
        said = batch["send_id"] if batch["said"] else None
        about = (card.event_id, card.version, until, changed, said)
        # A confirmation is the news that there is a place: the answer may arrive after it.
        calendar = batch["kind"] == "confirmation" or row["place"] == "confirmed"
        own = own_texts.of(batch["own"], "email", row["language"])
        key = (batch["kind"], row["language"], calendar, *own.values(), *about)
        if key not in self._forms:
            if len(self._forms) > 200:
                self._forms.clear()
            wording = Wording(
                kind=batch["kind"],
                language=row["language"],
                card=card,
                association=self._association,
                until=until,
                changed=changed,
                said=announced(batch["said"], row["language"]),
                own=own,
            )
            self._forms[key] = EmailForm(
                wording, sender=self._from, public_url=self._url, calendar=calendar
            )
        return self._forms[key]
