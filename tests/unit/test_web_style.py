"""What pages look like, as far as it can be said without a browser: bars, colours, fonts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from services.web import assets, fonts
from services.web.charts import PATTERNS, bars, divided, stacked
from services.web.console.style import ON_SURFACE, colours, contrast
from services.web.words.sends import LEDGER
from tests.support import examples
from tests.support.web_site import EVENT, Site

SENT = {"delivered": 20, "sent": 30, "waiting": 50, "failed": 0}
WEB = Path(assets.__file__).parent


# --- Bars ------------------------------------------------------------------------------------


def test_a_stacked_bar_is_whole_and_leaves_out_what_nobody_is_in() -> None:
    found = stacked(SENT)

    assert [(p.code, p.count) for p in found] == [("delivered", 20), ("sent", 30), ("waiting", 50)]
    assert [(p.start, p.length) for p in found] == [(0, 20), (20, 30), (50, 50)]


@pytest.mark.parametrize(("whole", "end"), [(0, 100), (200, 50), (50, 100)])
def test_a_stacked_bar_never_leaves_its_frame(whole: int, end: float) -> None:
    last = stacked(SENT, whole=whole)[-1]

    assert last.start + last.length == end


@pytest.mark.parametrize("totals", [{}, {"sent": 0}])
def test_a_bar_of_nothing_is_empty(totals: dict[str, int]) -> None:
    assert stacked(totals) == []


def test_bars_to_compare_have_one_scale() -> None:
    found = bars([("yes", 40), ("no", 10), ("maybe", 0)])

    assert [(b.code, b.count) for b in found] == [("yes", 40), ("no", 10), ("maybe", 0)]
    assert [[p.length for p in b.pieces] for b in found] == [[100], [25], []]


def test_bars_to_compare_can_be_divided() -> None:
    arabic, french = divided({"ar": {"sms": 60, "email": 20}, "fr": {"sms": 0, "email": 40}})

    assert [(p.code, p.start, p.length) for p in arabic.pieces] == [
        ("sms", 0, 75),
        ("email", 75, 25),
    ]
    assert [(p.code, p.start, p.length) for p in french.pieces] == [("email", 0, 50)]
    assert (french.of("sms"), french.of("email")) == (0, 40)


@pytest.mark.parametrize("together", [list(LEDGER), ["sms", "email"], ["yes", "maybe", "no"]])
def test_pieces_of_one_bar_are_told_apart_without_colour(together: list[str]) -> None:
    shown = [PATTERNS.get(code, "") for code in together]

    assert len(set(shown)) == len(shown)


def test_every_pattern_is_drawn_and_every_piece_has_a_colour() -> None:
    charts = (WEB / "templates/parts/charts.html").read_text()
    figures = (assets.FOLDER / "figures.css").read_text()

    assert set(filter(None, PATTERNS.values())) == set(re.findall(r'id="p-(\w+)"', charts))
    for code in (*PATTERNS, *LEDGER, "confirmed", "yes", "sms"):
        assert f".c-{code}" in figures


def test_the_numbers_of_a_bar_stand_beside_it_as_text() -> None:
    site = Site().sign_in()
    site.services.events[examples.an_id(1)] = examples.an_open_event()
    page = site.get(f"{EVENT}/answers").text

    drawn = page[page.index('<dl class="bars') : page.index("</dl>")]
    assert drawn.count("<dt>") == drawn.count("<svg") == 4
    assert "171" in drawn
    assert drawn.count("aria-hidden") == 4


# --- Colours and the style page --------------------------------------------------------------


def test_what_is_written_stands_out_in_both_schemes() -> None:
    for colour in colours():
        if colour.name in ON_SURFACE:
            least = 3.0 if colour.name == "edge" else 4.5
            assert colour.stands_out
            assert min(colour.stands_out) >= least, colour.name


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_style_page_shows_both_directions_and_both_schemes() -> None:
    page = Site().sign_in().get("/style").text

    for name in ("light-fr", "light-ar", "dark-fr", "dark-ar"):
        assert f'id="{name}"' in page
    assert page.count('<section class="card scheme-') == 4
    assert '<html lang="fr" dir="ltr">' in page


def test_in_production_there_is_no_style_page() -> None:
    site = Site(multaqa_mode="production", public_url="https://multaqa.example").sign_in()

    assert site.get("/style").status_code == 404


# --- Style sheets and fonts ------------------------------------------------------------------


def test_every_sheet_is_served_and_none_has_a_direction_of_its_own() -> None:
    served = {f"{name}.css" for name in (*assets.CONSOLE_STYLES, *assets.PUBLIC_STYLES, "door")}

    assert served == {path.name for path in assets.FOLDER.glob("*.css")}
    for name in served:
        said = (assets.FOLDER / name).read_text()
        assert not re.search(r"(margin|padding|border|inset)-(left|right)\b|\b(left|right):", said)


def test_fonts_that_were_not_made_are_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    assert fonts.rules(fonts.CONSOLE) == ""

    fonts.TIFINAGH.path.write_bytes(b"letters")
    before = fonts.rules(fonts.CONSOLE)
    fonts.TIFINAGH.path.write_bytes(b"other letters")

    assert before.count("@font-face") == 1
    assert "/static/fonts/tifinagh.woff2?v=" in before
    assert "unicode-range:U+2D30" in before
    assert fonts.rules(fonts.CONSOLE) != before


def test_young_peoples_pages_bring_no_letters_that_every_phone_has() -> None:
    assert {face.family for face in fonts.PUBLIC} == {"Multaqa Tifinagh"}


# --- The event form --------------------------------------------------------------------------


def test_the_form_opens_the_languages_that_have_a_text() -> None:
    site = Site().sign_in()
    card = examples.a_card()
    only_french = replace(card, languages=["fr"], texts={"fr": card.texts["fr"]})

    assert open_languages(site.get("/events/new").text) == ["ar", "fr"]
    site.services.events[examples.an_id(1)] = examples.an_event(card=only_french)
    assert open_languages(site.get(f"{EVENT}/change").text) == ["fr"]


def open_languages(page: str) -> list[str]:
    return re.findall(r'<details class="text" open>\s*<summary><span lang="(\w+)"', page)
