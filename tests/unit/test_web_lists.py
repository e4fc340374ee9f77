"""The page of the lists that people are sorted by."""

from __future__ import annotations

from typing import Any

import pytest

from shared.errors import Refused
from tests.support.web_site import Site


def a_console(**actor: Any) -> Site:
    return Site().sign_in(**actor)


@pytest.mark.parametrize("kind", ["bodies", "axes", "partners", "tags"])
def test_each_list_shows_its_lines_and_which_can_go(kind: str) -> None:
    page = a_console().get(f"/lists?kind={kind}").text

    lines = page.count("/lists/rename")
    assert lines >= 1
    # The first line of the example is used.
    assert page.count("/lists/remove") == lines - 1


def test_an_unknown_list_is_the_first() -> None:
    site = a_console()

    site.get("/lists?kind=regions")

    assert site.services.commands("members.things")[-1].kind == "bodies"


def test_a_line_is_added_with_its_names() -> None:
    site = a_console()

    answer = site.post(
        "/lists", page="/lists", kind="partners", name_fr=" AMDH ", name_ar="الجمعية", name_en=""
    )

    assert (answer.status_code, answer.location) == (303, "/lists?kind=partners")
    [asked] = site.services.commands("members.add_thing")
    assert asked.names == {"fr": "AMDH", "ar": "الجمعية"}


def test_a_line_is_renamed_and_removed() -> None:
    site = a_console()

    site.post("/lists/rename", page="/lists", kind="tags", code="radio", name_und="Radio")
    site.post("/lists/remove", page="/lists", kind="tags", code="radio")

    [renamed] = site.services.commands("members.rename_thing")
    [removed] = site.services.commands("members.remove_thing")
    assert (renamed.code, renamed.names) == ("radio", {"und": "Radio"})
    assert (removed.kind, removed.code) == ("tags", "radio")


@pytest.mark.parametrize(
    ("path", "question", "form"),
    [
        ("/lists", "add_thing", {"name_fr": "Ligue des jeunes"}),
        ("/lists/rename", "rename_thing", {"name_fr": "Ligue des jeunes", "code": "council"}),
    ],
)
def test_a_refused_name_stays_in_its_field(path: str, question: str, form: dict[str, str]) -> None:
    site = a_console()
    site.services.answers[f"members.{question}"] = Refused("name-taken")

    answer = site.post(path, page="/lists", kind="bodies", **form)

    assert answer.status_code == 422
    assert answer.text.count('value="Ligue des jeunes"') == 1
    assert answer.text.count('id="names"') == 1
    assert "porte ce nom" in answer.text


def test_a_viewer_has_no_lists_to_keep() -> None:
    site = a_console(role="viewer", scopes=["members:read"])

    assert site.get("/lists").status_code == 403
    assert 'href="/lists"' not in site.get("/members").text
