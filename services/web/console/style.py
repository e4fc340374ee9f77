"""
The style page: each colour and each piece, in both directions and both schemes.

It is made of the macros that pages are made of, so it shows what they show. In production it is
not there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app, render_template
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from services.web import assets, errors
from services.web.console import console
from services.web.languages import current, speak
from services.web.refusals import problem
from services.web.words.sends import LEDGER
from shared.contracts.members import Language

LANGUAGES: tuple[Language, ...] = ("fr", "ar")
ON_SURFACE = (
    *("ink", "soft", "brand", "brand-deep", "accent", "good", "warn", "bad", "info"),
    "edge",
)
"""What is written or drawn on the surface, so that it must stand out from it."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Every piece in one language and one scheme; ids on the page begin with `name`."""

    language: Language
    scheme: str
    html: Markup

    @property
    def name(self) -> str:
        return f"{self.scheme}-{self.language}"


@dataclass(frozen=True, kw_only=True)
class Colour:
    """A token in both schemes; how it stands out is the ratio of WCAG, where it must."""

    name: str
    light: str
    dark: str
    stands_out: tuple[float, float] | None


@console.get("/style")
def style_page() -> str:
    if current_app.config["PRODUCTION"]:
        raise NotFound
    own = current()
    samples = [_sample(language, scheme) for scheme in assets.schemes() for language in LANGUAGES]
    speak(own)
    return render_template("console/style.html", samples=samples, colours=colours())


def colours() -> list[Colour]:
    """Give every colour of tokens.css."""
    light, dark = assets.colours("light"), assets.colours("dark")
    return [
        Colour(
            name=name,
            light=light[name],
            dark=dark[name],
            stands_out=(
                (contrast(light[name], light["surface"]), contrast(dark[name], dark["surface"]))
                if name in ON_SURFACE
                else None
            ),
        )
        for name in light
    ]


def contrast(one: str, other: str) -> float:
    """Give how one colour stands out from another, as WCAG 2 measures it: from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _sample(language: Language, scheme: str) -> Sample:
    speak(language)
    name = f"{scheme}-{language}"
    html = render_template(
        "console/_style.html",
        name=name,
        ledger={state: 40 - 3 * number for number, state in enumerate(LEDGER)},
        wrong=replace(problem(errors.CapacityMissing()), field=f"{name}-wrong"),
    )
    return Sample(language=language, scheme=scheme, html=Markup(html))  # noqa: S704 - our template's
