"""A person's own data: invitations and answers."""

from __future__ import annotations

from services.events.store import EventsStore
from shared.contracts.persons import PersonData, PersonRef
from shared.db.database import Database
from shared.db.held import person_data


def data_of(db: Database, request: PersonRef) -> PersonData:
    """Give all that is held of one person."""
    with db.transaction() as tx:
        store = EventsStore(tx)
        held = {"invitations": store.held_of(request.member_id)}
        if asked := store.held_place_requests(request.member_id):
            held["place_requests"] = asked
        if proxies := store.held_proxies(request.member_id):
            held["proxies"] = proxies
        calendar = store.find_calendar(request.member_id)
        if calendar and calendar["hash"]:
            held["calendars"] = [{"opened_at": calendar["opened_at"]}]
        return person_data("events", held)
