"""A person's own page: what they chose, changed by nobody but themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.members.domain.own_pages import hidden_email, hidden_phone, quiet_times
from services.members.domain.rights import OWN_PAGE_RIGHTS
from services.members.errors import LinkNotGood, UnknownWording
from services.members.operations.own_links import behind, names_of, watched
from services.members.operations.telling import tell
from services.members.store.own_pages import OwnPageStore
from services.members.store.people import PeopleStore
from shared.contracts.members import (
    AgreeAgain,
    ChangeOwnPage,
    Language,
    Named,
    OwnContact,
    OwnLinkRef,
    OwnPage,
    OwnPageChanged,
    Wording,
)
from shared.db import audit
from shared.db.database import Database, Transaction
from shared.edge.actors import sign
from shared.messaging.commands import once

OWN_PAGE = "own page"
"""Where a consent was given that is given here."""

Row = dict[str, Any]


def own_page(
    db: Database, signing_key: bytes, association: str, wish: OwnLinkRef, *, now: datetime
) -> OwnPage:
    """Give what a person behind a link chose, and change nothing; LinkNotGood."""
    with watched(db, wish.origin, now) as tx:
        people = behind(tx, wish.link, wish.member_id, now)
        store = OwnPageStore(tx)
        page = _page(store, people[0]["id"])
        language = wish.language or page["language"]
        wordings = wordings_in(tx, language)
        axes = PeopleStore(tx).reference()["axes"]
    token = sign(signing_key, staff_id=page["id"], role="person", scopes=OWN_PAGE_RIGHTS, now=now)
    return OwnPage(
        association=association,
        member_id=page["id"],
        **{field: page[field] for field in ("first_name", "language", "wish", "axes")},
        **{field: page[field] for field in ("quiet_from", "quiet_until")},
        contacts=_contacts(page),
        wordings=wordings,
        all_axes=[Named(**axis) for axis in axes],
        token=token,
        valid_until=people[0]["valid_until"],
        people=names_of(people),
    )


def wordings_in(tx: Transaction, language: Language) -> list[Wording]:
    """Give the words of today that somebody is asked to agree to."""
    return [Wording(**row) for row in OwnPageStore(tx).wordings(language)]


def change(db: Database, wish: ChangeOwnPage, *, now: datetime) -> OwnPageChanged:
    """Keep what a person chose, and tell how they are reached now; LinkNotGood, BadQuietTimes."""
    quiet = quiet_times(wish.quiet_from, wish.quiet_until)

    def choose(tx: Transaction, person_id: UUID) -> bool:
        return OwnPageStore(tx).choose(
            person_id,
            language=wish.language,
            wish=wish.wish,
            quiet=quiet,
            axes=wish.axes,
        )

    return _act(db, wish, "own-choices-changed", choose, now)


def agree_again(db: Database, wish: AgreeAgain, *, now: datetime) -> OwnPageChanged:
    """
    Write a person's own yes down: nothing else lifts their own no, here or in `notifications`.

    UnknownWording when nobody was shown these words.
    """

    def agree(tx: Transaction, person_id: UUID) -> bool:
        store = OwnPageStore(tx)
        wording = store.wording(wish.channel, wish.language, wish.version)
        if wording is None:
            raise UnknownWording
        store.agree(person_id, wording, at=now, source=OWN_PAGE)
        return True

    return _act(db, wish, f"agreed-to-{wish.channel}", agree, now)


def _act(
    db: Database,
    wish: ChangeOwnPage | AgreeAgain,
    said: str,
    act: Callable[[Transaction, UUID], bool],
    now: datetime,
) -> OwnPageChanged:
    with watched(db, wish.origin, now) as tx:
        behind(tx, wish.link, wish.member_id, now)

        def do() -> OwnPageChanged:
            PeopleStore(tx).take_turns()
            # Asked again: nobody is merged any more from here on.
            person_id: UUID = behind(tx, wish.link, wish.member_id, now)[0]["id"]
            changed = act(tx, person_id)
            if changed:
                tell(tx, [person_id], now)
                audit.record(tx, None, said, person_id)
            return OwnPageChanged(member_id=person_id, changed=changed)

        return once(tx, wish.command_id, OwnPageChanged, do)


def _page(store: OwnPageStore, person_id: UUID) -> Row:
    page = store.page(person_id)
    if page is None:
        raise LinkNotGood
    return page


def _contacts(page: Row) -> list[OwnContact]:
    found = []
    if page["mobile"]:
        shown = hidden_phone(page["mobile"])
        found.append(
            OwnContact(
                channel="sms", shown=shown, agreed=page["sms"], own_yes_at=page["sms_own_yes_at"]
            )
        )
    if page["email"]:
        shown, yes_at = hidden_email(page["email"]), page["email_own_yes_at"]
        found.append(
            OwnContact(channel="email", shown=shown, agreed=page["by_email"], own_yes_at=yes_at)
        )
    return found
