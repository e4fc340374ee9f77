"""What services hold of one person, and erasures, as pages show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.contracts.members import Erasure, Erasures, Register, SilentPeople, SilentPerson
from shared.contracts.persons import HeldRows, PersonData
from shared.contracts.retention import Kept, Retention

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SERVICES = ("members", "events", "notifications")
KEPT = {
    "members": [("import_rows", 30), ("participation", 1095), ("people", 730), ("parked", 30)],
    "events": [("answers", 1095), ("codes", 90)],
    "notifications": [("codes", 90), ("provider_ids", 180), ("messages_sent", 7)],
}
HELD: dict[str, dict[str, list[dict[str, str]]]] = {
    "members": {
        "person": [
            {
                "first_name": "Amina",
                "last_name": "El Alaoui Bennani",
                "language": "ar",
                "region": "MA-06",
                "birth_year": "2004",
                "mobile": "+212600000012",
                "email": "amina.elalaoui.bennani.1204@association-des-jeunes.example.org",
                "created_at": "2026-07-04T10:00:00+00:00",
            }
        ],
        "alternates": [{"number": "+212537000012"}],
        "sorted_by": [
            {"sorted_by": "axis", "what": "governance"},
            {"sorted_by": "tag", "what": "Bénévole"},
        ],
        "mandates": [{"body": "council", "office": "Trésorière", "begins_on": "2025-01-01"}],
        "consents": [
            {
                "channel": "sms",
                "given": "yes",
                "at": "2026-07-04T10:00:00+00:00",
                "source": "Université d’été, feuilles d’inscription",
                "wording": "أوافق على تلقي الدعوات عبر الرسائل القصيرة",
                "own": "no",
            },
            {"channel": "email", "given": "no", "at": "2026-09-12T18:30:00+00:00", "own": "yes"},
        ],
    },
    "events": {
        "invitations": [
            {
                "title": "Forum des jeunes",
                "starts_at": "2026-12-05T09:00:00+00:00",
                "answer": "yes",
                "place": "confirmed",
            }
        ]
    },
    "notifications": {
        "address_book": [
            {"first_name": "Amina", "channels": "sms, email", "phone": "+212600000012"}
        ],
        "messages": [
            {
                "title": "Forum des jeunes",
                "kind": "invitation",
                "channel": "sms",
                "state": "sent",
                "at": "2026-11-20T09:30:00+00:00",
            }
        ],
    },
}


SEALED = HeldRows(
    kind="sealed",
    rows=[
        {
            "agreed_on": "2026-09-12",
            "collector": "Khadija Ziani",
            "recorded_at": "2026-09-14T10:00:00+00:00",
        }
    ],
)


def held_by(service: str) -> PersonData:
    held = [HeldRows(kind=kind, rows=rows) for kind, rows in HELD[service].items()]
    return PersonData(service=service, held=held)


def some_erasures() -> Erasures:
    """One done everywhere, one under way, one that the person has not confirmed yet."""
    hour = timedelta(hours=1)
    return Erasures(
        erasures=[
            Erasure(member_id=UUID(int=2**100 + 3), own=True, asked_at=WHEN + hour),
            Erasure(
                member_id=UUID(int=2**100 + 2),
                own=False,
                asked_by="Khadija Ziani",
                asked_at=WHEN,
                announced_at=WHEN,
                events_at=WHEN,
            ),
            Erasure(
                member_id=UUID(int=2**100 + 1),
                own=True,
                asked_at=WHEN - hour,
                announced_at=WHEN - hour,
                events_at=WHEN,
                notifications_at=WHEN,
                done_at=WHEN,
            ),
        ]
    )


def kept_by(service: str) -> Retention:
    return Retention(
        service=service,
        kept=[
            Kept(
                purpose=purpose,
                days=days,
                least=7,
                ran_at=WHEN if days < 1000 else None,
                taken=days * 41,
                proposed=purpose == "people",
            )
            for purpose, days in KEPT[service]
        ],
    )


def silent_people() -> SilentPeople:
    one = SilentPerson(
        member_id=UUID(int=2**100 + 9), first_name="Idir", last_name="Amrani", changed_at=WHEN
    )
    return SilentPeople(people=[one])


def a_register() -> Register:
    return Register(
        controller="Forum des alternatives Maroc",
        address="12, rue des Oudayas, Rabat",
        contact="donnees@association.example",
        declaration="D-123/2026",
    )
