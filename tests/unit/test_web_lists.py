"""The page of the lists that people are sorted by, and the sheet that people are taken along in."""

from __future__ import annotations

from typing import Any

import pytest

from shared.edge.upstream import Unavailable
from shared.errors import Refused
from tests.support import examples
from tests.support.web_site import Site


def a_console(**actor: Any) -> Site:
    return Site().sign_in(**actor)


@pytest.mark.parametrize("kind", ["bodies", "axes", "partners", "tags"])
def test_each_list_shows_its_lines_and_which_can_go(kind: str) -> None:
    page = a_console().get(f"/sorting?kind={kind}").text

    lines = page.count("/sorting/rename")
    assert lines >= 1
    # The first line of the example is used.
    assert page.count("/sorting/remove") == lines - 1


def test_an_unknown_list_is_the_first() -> None:
    site = a_console()

    site.get("/sorting?kind=regions")

    assert site.services.commands("members.things")[-1].kind == "bodies"


def test_a_line_is_added_with_its_names() -> None:
    site = a_console()

    answer = site.post(
        "/sorting",
        page="/sorting",
        kind="partners",
        name_fr=" AMDH ",
        name_ar="الجمعية",
        name_en="",
    )

    assert (answer.status_code, answer.location) == (303, "/sorting?kind=partners")
    [asked] = site.services.commands("members.add_thing")
    assert asked.names == {"fr": "AMDH", "ar": "الجمعية"}


def test_a_line_is_renamed_and_removed() -> None:
    site = a_console()

    site.post("/sorting/rename", page="/sorting", kind="tags", line="radio", name_und="Radio")
    site.post("/sorting/remove", page="/sorting", kind="tags", line="radio")

    [renamed] = site.services.commands("members.rename_thing")
    [removed] = site.services.commands("members.remove_thing")
    assert (renamed.code, renamed.names) == ("radio", {"und": "Radio"})
    assert (removed.kind, removed.code) == ("tags", "radio")


@pytest.mark.parametrize(
    ("path", "question", "form"),
    [
        ("/sorting", "add_thing", {"name_fr": "Ligue des jeunes"}),
        ("/sorting/rename", "rename_thing", {"name_fr": "Ligue des jeunes", "line": "council"}),
    ],
)
def test_a_refused_name_stays_in_its_field(path: str, question: str, form: dict[str, str]) -> None:
    site = a_console()
    site.services.answers[f"members.{question}"] = Refused("name-taken")

    answer = site.post(path, page="/sorting", kind="bodies", **form)

    assert answer.status_code == 422
    assert answer.text.count('value="Ligue des jeunes"') == 1
    assert answer.text.count('id="names"') == 1
    assert "porte ce nom" in answer.text


def test_after_a_silence_the_form_still_knows_its_line() -> None:
    site = a_console()
    token = site.token("/sorting")
    site.services.answers["members.rename_thing"] = Unavailable("members")

    form = {"csrf_token": token, "kind": "tags", "line": "radio", "name_und": "Radio"}
    answer = site.browser.post("/sorting/rename", data=form)

    assert answer.status_code == 503
    assert 'name="line" value="radio"' in answer.text


def test_a_viewer_has_no_lists_to_keep() -> None:
    site = a_console(role="viewer", scopes=["members:read"])

    assert site.get("/sorting").status_code == 403
    assert 'href="/sorting"' not in site.get("/members").text


# --- Taking people along ---------------------------------------------------------------------


def test_people_are_taken_along_with_all_that_they_are_sorted_by() -> None:
    site = a_console()

    answer = site.get("/members.csv?search=amina&regions=MA-06&age_from=18")

    header, first, second = answer.get_data(as_text=True).removeprefix("\ufeff").splitlines()
    assert header.startswith("Prénom;Nom de famille;Mobile;Fixe;E-mail;Langue;Région;Ville;")
    assert '"Conseil d’orientation; Assemblée générale"' in first
    assert '"Bénévole; إذاعة"' in first
    assert "Casablanca-Settat;عين السبع;2004;" in first
    # Nothing in it calculates, and a number stays text.
    assert "'=1+1" in second
    assert "'+212600000012" in second
    asked = site.services.commands("members.take_out_members")
    assert [(one.search, one.filter.regions, one.filter.age_from) for one in asked] == [
        ("amina", ["MA-06"], 18)
    ] * 2
    assert asked[1].after is not None


def test_a_viewer_takes_nobody_along() -> None:
    site = a_console(role="viewer", scopes=["members:read"])

    assert site.get("/members.csv").status_code == 403
    assert "/members.csv" not in site.get("/members").text


# --- Lists by hand ----------------------------------------------------------------------------

LIST = f"/lists/{examples.an_id(330)}"


def test_somebody_who_is_searched_for_is_put_on_a_list() -> None:
    site = a_console()

    page = site.get(f"{LIST}?search=Amina").text
    answer = site.post(f"{LIST}/people", page=LIST, member=str(examples.an_id(101)))

    assert site.services.commands("members.find_members")[-1].search == "Amina"
    assert page.count(f'action="{LIST}/people"') == len(examples.a_member_page().members)
    assert answer.location == LIST
    [put] = site.services.commands("members.put_on_hand_list")
    assert (put.member_ids, put.off) == ([examples.an_id(101)], False)


def test_a_list_is_renamed_and_deleted() -> None:
    site = a_console()

    renamed = site.post(f"{LIST}/rename", page=LIST, name=" Accueil ")
    deleted = site.post(f"{LIST}/remove", page=LIST)

    assert (renamed.location, deleted.location) == (LIST, "/audiences#lists")
    assert site.services.commands("members.rename_hand_list")[0].name == "Accueil"
    assert site.services.commands("members.remove_hand_list")[0].list_id == examples.an_id(330)


def test_a_list_without_a_name_or_in_use_says_why() -> None:
    site = a_console(language="fr")
    used = Refused("still-used", {"audiences": "Bénévoles de Rabat"})
    site.services.answers["members.remove_hand_list"] = used

    nameless = site.post(f"{LIST}/rename", page=LIST, name=" ")
    in_use = site.post(f"{LIST}/remove", page=LIST)

    assert (nameless.status_code, in_use.status_code) == (422, 422)
    assert 'id="name-wrong"' in nameless.text
    assert "Publics qui la nomment : Bénévoles de Rabat." in in_use.text


def test_whoever_only_reads_sees_a_list_and_changes_nothing() -> None:
    page = a_console(scopes=["members:read"]).get(LIST).text

    assert "<form" not in page.partition("<main")[2]


def test_one_thing_stands_out_above_the_members_and_the_rest_is_in_a_menu() -> None:
    page = a_console().get("/members").text
    bar = page.partition('class="heading-actions"')[2].partition("</details>")[0]

    assert bar.count('class="button"') == 1
    for path in ("/imports", "/audiences", "/members/call-sheet", "/members/doubles", "/sorting"):
        assert f'href="{path}"' in bar
