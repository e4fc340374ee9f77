"""The site's own files: addresses that change with their content, and the two style sheets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flask import Flask, Response, url_for

from services.web import fonts

FOLDER = Path(__file__).with_name("static")
PUBLIC_STYLES = ("tokens", "public")
CONSOLE_STYLES = ("tokens", "frame", "pieces", "forms", "figures", "tables", "pages", "print")
"""In this order they follow each other: a later one may change what an earlier one says."""

KEPT = ("static", "console_style", "scheme_style", "console.door_app")
"""The endpoints whose addresses change with their content, so that browsers may keep them."""


def serve_styles(app: Flask) -> None:
    """Serve the style sheets that are put together here; their parts are in static/."""
    sheets = {"console_style": console_style, "scheme_style": scheme_style}
    for endpoint, made in sheets.items():
        app.add_url_rule(
            f"/static/{endpoint}.css",
            endpoint,
            lambda made=made: Response(made(), content_type="text/css; charset=utf-8"),
        )


@cache
def version(name: str) -> str:
    """Give a short name for a file's content."""
    return _short((FOLDER / name).read_bytes())


def asset(name: str) -> str:
    """Give the address of a file, good for ever: other content has another address."""
    return url_for("static", filename=name, v=version(name))


def sheet(endpoint: str) -> str:
    """Give the address of a style sheet that is put together here, good for ever as well."""
    made = {"console_style": console_style, "scheme_style": scheme_style}[endpoint]
    return url_for(endpoint, v=_short(made().encode()))


# --- The page of a door, which phones keep ---------------------------------------------------

DOOR = FOLDER / "door"


@cache
def door_files() -> frozenset[str]:
    """Name the door's modules; the decoder's are there once set-up has brought them."""
    return frozenset(path.relative_to(DOOR).as_posix() for path in DOOR.rglob("*.js"))


@cache
def door_file(name: str) -> bytes:
    return (DOOR / name).read_bytes()


@cache
def door_version() -> str:
    """Give one short name for all modules: they ask for each other beside themselves."""
    return _short(b"".join(door_file(name) for name in sorted(door_files())))


def console_fonts() -> list[str]:
    """Give the addresses of the console's fonts, as its style asks for them."""
    return re.findall(r'url\("(/static/fonts/[^"]+)"\)', console_style())


@cache
def public_style() -> str:
    """
    Give the style that is written into public pages.

    One answer holds the whole page: on a slow network a second one costs most of a second.
    """
    return fonts.rules(fonts.PUBLIC) + _together(PUBLIC_STYLES)


@cache
def console_style() -> str:
    """Give the console's style: files by purpose for us, one request for browsers."""
    return fonts.rules(fonts.CONSOLE) + _together(CONSOLE_STYLES)


# --- Colours, as the style page shows them ---------------------------------------------------

SCHEME = re.compile(r":root \{(.*?)\n\s*\}", re.DOTALL)
TOKEN = re.compile(r"--([\w-]+):\s*(#\w{6})")


def schemes() -> dict[str, str]:
    """Give what tokens.css says for light and for dark."""
    light, dark = SCHEME.findall((FOLDER / "tokens.css").read_text("utf-8"))[:2]
    return {"light": light, "dark": dark}


def colours(scheme: str) -> dict[str, str]:
    """Give the colours of a scheme by their names."""
    return dict(TOKEN.findall(schemes()[scheme]))


@cache
def scheme_style() -> str:
    """Give both schemes as classes, so that one page can show them beside each other."""
    classes = [
        f".scheme-{name} {{ {said.replace('light dark', name)}\n  color-scheme: {name}; }}\n"
        for name, said in schemes().items()
    ]
    classes += [f".token-{name} {{ background: var(--{name}); }}\n" for name in colours("light")]
    return "".join(classes)


def _together(names: Iterable[str]) -> str:
    return "".join(_lean((FOLDER / f"{name}.css").read_text("utf-8")) for name in names)


def _lean(style: str) -> str:
    """Take out what only we read: comments, spaces, the nought before a point."""
    text = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    text = re.sub(r"\s*([{};,])\s*|\s+", lambda m: m[1] or " ", text)
    # No selector has a space after a colon, and no value of ours a colon in quotes.
    text = re.sub(r"(?<=:) |(?<![\w.])0(?=\.\d)", "", text)
    return text.replace(";}", "}").strip() + "\n"


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
