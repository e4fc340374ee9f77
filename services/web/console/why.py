"""Why not? What became of telling somebody of an event, or why nothing did."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from flask import render_template, request

from services.web import asking
from services.web.console import console
from services.web.console.events import find
from shared.contracts.members import FindMembers
from shared.contracts.notifications import FindNotices, Notice

PAGE = "console/why.html"
LONGEST_SEARCH = 100


@console.get("/events/<uuid:event_id>/why")
@asking.needs("members:read")
def why_not(event_id: UUID) -> str:
    """Look somebody up by name or number: a line for each message and channel, or why none."""
    event = find(event_id)
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    people, of_person = None, defaultdict[UUID, list[Notice]](list)
    if search:
        people = asking.members().find_members(FindMembers(search=search))
        ids = [person.member_id for person in people.members]
        wanted = FindNotices(event_id=event_id, member_ids=ids)
        for notice in asking.notifications().notices(wanted).notices:
            of_person[notice.member_id].append(notice)
    return render_template(PAGE, event=event, search=search, people=people, of_person=of_person)
