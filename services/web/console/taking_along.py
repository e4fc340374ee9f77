"""The people of a list as a sheet to take along, read page by page while it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from time import monotonic

from flask import request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.audiences import TypedFilter
from services.web.console.imports import RECOGNISE_AGAIN_S
from services.web.console.members import LONGEST_SEARCH
from services.web.languages import current
from services.web.sheets import Row, sheet
from services.web.words import word
from shared.contracts.members import Named, Reference, SheetPerson, TakeOutMembers


@console.get("/members.csv")
@asking.needs("members:write")
def members_sheet() -> Response:
    """Everybody whom the list of members means, as it is searched and filtered."""
    wanted = TakeOutMembers(
        search=request.args.get("search", "").strip()[:LONGEST_SEARCH],
        filter=TypedFilter.typed(request.args).filter(),
    )
    return sheet(gettext("Members"), _rows(wanted, asking.members().reference()))


def _rows(wanted: TakeOutMembers, reference: Reference) -> Iterator[Row]:
    yield (
        *(gettext("First name"), gettext("Last name"), gettext("Mobile"), gettext("Landline")),
        *(gettext("E-mail"), gettext("Language"), gettext("Region"), gettext("Town")),
        *(gettext("Year of birth"), gettext("Bodies"), gettext("Axes")),
        *(gettext("Partner organisations"), gettext("Tags")),
    )
    called = {
        thing.code: _said(thing)
        for thing in (
            *(*reference.regions, *reference.bodies),
            *(*reference.axes, *reference.partners),
        )
    }
    known_at = monotonic()
    page = asking.members().take_out_members(wanted)
    while True:
        yield from (_row(person, called) for person in page.people)
        if page.next is None:
            return
        if monotonic() - known_at > RECOGNISE_AGAIN_S:
            asking.recognise()
            known_at = monotonic()
        page = asking.members().take_out_members(replace(wanted, after=page.next))


def _row(person: SheetPerson, called: dict[str, str]) -> Row:
    return (
        *(person.first_name, person.last_name, person.mobile, person.landline, person.email),
        *(word("language", person.language), called.get(person.region or "", person.region)),
        *(person.town, person.birth_year),
        *(_listed(called.get(code, code) for code in person.bodies),),
        *(_listed(called.get(code, code) for code in person.axes),),
        *(_listed(called.get(code, code) for code in person.partners), _listed(person.tags)),
    )


def _listed(names: Iterable[str]) -> str:
    """Put several in one cell, as our own import reads them."""
    return "; ".join(names)


def _said(thing: Named) -> str:
    """Say a line of a list in the reader's language, else in any it has."""
    names = thing.names
    return names.get(current()) or names.get("fr") or next(iter(names.values()), thing.code)
