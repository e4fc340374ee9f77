"""What members knows, put as messages for others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.members.domain.paging import Page
from shared.contracts.members import (
    AccountChange,
    AccountChanged,
    Addressee,
    AudienceResolved,
    Balance,
    Channel,
    Contact,
    MemberContactChanged,
    MemberErased,
    MemberMerged,
    MemberUnmerged,
    Merge,
    PlaceRequested,
    Unmerge,
    VerificationRequested,
)
from shared.contracts.wire import CHUNK
from shared.ids import new_id

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A secret and whom it goes to, encrypted; the channel stands outside."""

    channel: Channel
    token: str
    address: str


def contacts_changed(rows: Sequence[Row]) -> Iterator[MemberContactChanged]:
    """Tell how people are reached now, as many messages as it takes."""
    for start in range(0, len(rows), CHUNK):
        contacts = [contact(row) for row in rows[start : start + CHUNK]]
        yield MemberContactChanged(contacts=contacts)


def contact(row: Row) -> Contact:
    """Tell how one person is reached; a landline is told to nobody who writes."""
    return Contact(
        member_id=row["person_id"],
        version=row["version"],
        first_name=row["first_name"],
        language=row["language"],
        channels=row["channels"],
        phone=row["mobile"],
        email=row["email"],
        sms_consent=row["sms_consent"],
        email_consent=row["email_consent"],
        household_id=row["household_id"],
        quiet_from=row["quiet_from"],
        quiet_until=row["quiet_until"],
        sms_own_yes_at=row["sms_own_yes_at"],
        email_own_yes_at=row["email_own_yes_at"],
        email_works_at=row["email_works_at"],
    )


def member_erased(ids: Sequence[UUID]) -> MemberErased:
    """Tell that these people are erased."""
    return MemberErased(member_ids=list(ids))


def merged(aliases: Sequence[Row]) -> Iterator[MemberMerged]:
    """Tell whose ids these aliases are now, as many messages as it takes."""
    for start in range(0, len(aliases), CHUNK):
        merges = [
            Merge(alias_id=row["alias_id"], member_id=row["person_id"], version=row["version"])
            for row in aliases[start : start + CHUNK]
        ]
        yield MemberMerged(merges=merges)


def unmerged(person: Row) -> MemberUnmerged:
    """Tell that somebody is a person of their own again."""
    return MemberUnmerged(unmerges=[Unmerge(alias_id=person["id"], version=person["version"])])


def audience_resolved(wave: Row, number: int, page: Page) -> AudienceResolved:
    """Tell one page of a wave's people; the last says how many there are, and of which parts."""
    last = page.is_last
    return AudienceResolved(
        wave_id=wave["wave_id"],
        event_id=wave["event_id"],
        page=number,
        addressees=[
            Addressee(
                member_id=person.person_id,
                household_id=person.household_id,
                refused=person.refused,
            )
            for person in page.people
        ],
        total=wave["total"] if last else None,
        balance=Balance.parse(wave["balance"]) if last and wave["balance"] else None,
        meant=wave["total"] or 0,
        asked_by=wave["asked_by"],
    )


def verification_requested(account: Row, link: Row, sealed_token: str) -> VerificationRequested:
    """Tell that somebody of the staff is to be sent a link."""
    return VerificationRequested(
        verification_id=link["id"],
        staff_id=account["id"],
        purpose=link["purpose"],
        email=account["email"],
        name=account["name"],
        language=account["language"],
        sealed_token=sealed_token,
        valid_until=link["valid_until"],
    )


def account_changed(account: Row, what: AccountChange, now: datetime) -> AccountChanged:
    """Tell that the way in to an account is another one."""
    return AccountChanged(
        change_id=new_id(),
        staff_id=account["id"],
        what=what,
        email=account["email"],
        name=account["name"],
        language=account["language"],
        changed_at=now,
    )


def own_link_requested(person: Row, sealed: Sealed, valid_until: datetime) -> VerificationRequested:
    """Tell that somebody is to be sent the link to their own page."""
    return VerificationRequested(
        verification_id=new_id(),
        staff_id=person["id"],
        purpose="own_page",
        email="",
        name="",
        language=person["language"],
        sealed_token=sealed.token,
        valid_until=valid_until,
        channel=sealed.channel,
        sealed_address=sealed.address,
    )


def sign_up_requested(address: Row, sealed: Sealed, valid_until: datetime) -> VerificationRequested:
    """Tell that somebody who wants to join is to be sent what confirms their address."""
    return VerificationRequested(
        verification_id=new_id(),
        staff_id=address["sign_up_id"],
        purpose="sign_up",
        email="",
        name="",
        language=address["language"],
        sealed_token=sealed.token,
        valid_until=valid_until,
        channel=sealed.channel,
        sealed_address=sealed.address,
    )


def place_requested(event_id: UUID, person_id: UUID, region: str | None) -> PlaceRequested:
    """Tell that somebody asks for a place at an event."""
    return PlaceRequested(event_id=event_id, member_id=person_id, region=region)
