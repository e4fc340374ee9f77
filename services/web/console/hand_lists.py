"""Lists by hand: put together from people's own pages, and read on a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from services.web import asking, errors
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.choosing import name_typed
from shared.contracts.members import (
    FindMembers,
    FindOnHandList,
    HandListsOf,
    PutOnHandList,
    RemoveHandList,
    RenameHandList,
    SaveHandList,
)
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/hand_list.html"
LONGEST_SEARCH = 100


def lists_of(member_id: UUID) -> dict[str, object]:
    """Give what a person's page shows of lists: those the person is on, and all there are."""
    members = asking.members()
    return {
        "own_lists": members.hand_lists_of(HandListsOf(member_id=member_id)).lists,
        "all_lists": members.sortings().lists,
        "command_id": new_id(),
    }


@console.post("/members/<uuid:member_id>/lists")
@asking.needs("members:write")
def put_on_list(member_id: UUID) -> Response:
    """Put one person on a list that there is, or on a new one; or take the person off."""
    list_id = _id(request.form.get("list", ""))
    if name := name_typed():
        begun = SaveHandList(command_id=command_id(), name=name)
        list_id = asking.members().save_hand_list(begun).list_id
    if list_id is None:
        raise errors.ListMissing
    _put(list_id, member_id, off=request.form.get("off") == "yes")
    return redirect(url_for("console.member_page", member_id=member_id) + "#lists", 303)


@console.get("/lists/<uuid:list_id>")
@asking.needs("members:read")
def hand_list(list_id: UUID) -> str:
    return render_template(PAGE, **_shown(list_id))


@console.post("/lists/<uuid:list_id>/people")
@asking.needs("members:write")
def put_on_this_list(list_id: UUID) -> Response:
    """Put somebody who was searched for on the list."""
    member_id = _id(request.form.get("member", ""))
    if member_id is None:
        raise NotFound
    _put(list_id, member_id, off=False)
    return redirect(url_for("console.hand_list", list_id=list_id), 303)


@console.post("/lists/<uuid:list_id>/rename")
@asking.needs("members:write")
def rename_list(list_id: UUID) -> Response | tuple[str, int]:
    def rename() -> None:
        if not (name := name_typed()):
            raise errors.NameOfListMissing
        wish = RenameHandList(command_id=command_id(), list_id=list_id, name=name)
        asking.members().rename_hand_list(wish)

    return _done(list_id, rename, url_for("console.hand_list", list_id=list_id))


@console.post("/lists/<uuid:list_id>/remove")
@asking.needs("members:write")
def remove_list(list_id: UUID) -> Response | tuple[str, int]:
    def remove() -> None:
        wish = RemoveHandList(command_id=command_id(), list_id=list_id)
        asking.members().remove_hand_list(wish)

    return _done(list_id, remove, url_for("console.audiences_list") + "#lists")


def _done(list_id: UUID, act: Callable[[], None], page: str) -> Response | tuple[str, int]:
    try:
        act()
    except Refused as refused:
        if refused.code == "unknown-hand-list":
            raise
        return form_again(PAGE, refused, **_shown(list_id))
    return redirect(page, 303)


def _shown(list_id: UUID) -> dict[str, object]:
    """Give a list with its people, and whoever was searched for to be put on it."""
    members, search = asking.members(), request.args.get("search", "").strip()[:LONGEST_SEARCH]
    after = _id(request.args.get("after", ""))
    return {
        "page": members.hand_list(FindOnHandList(list_id=list_id, after=after)),
        "search": search,
        "found": members.find_members(FindMembers(search=search)).members if search else None,
        "command_id": new_id(),
        "command_ids": [new_id(), new_id()],
    }


@console.post("/lists/<uuid:list_id>")
@asking.needs("members:write")
def take_off_list(list_id: UUID) -> Response:
    member_id = _id(request.form.get("member", ""))
    if member_id is not None:
        _put(list_id, member_id, off=True)
    else:  # a list that is not there is not found, whatever the form says
        asking.members().hand_list(FindOnHandList(list_id=list_id))
    return redirect(url_for("console.hand_list", list_id=list_id), 303)


def _put(list_id: UUID, member_id: UUID, *, off: bool) -> None:
    wish = PutOnHandList(command_id=command_id(), list_id=list_id, member_ids=[member_id], off=off)
    asking.members().put_on_hand_list(wish)


def _id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
