"""The site's own files: addresses that change with their content, and the style of public pages."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import url_for

FOLDER = Path(__file__).with_name("static")
PUBLIC_STYLES = ("tokens.css", "public.css")


@cache
def version(name: str) -> str:
    """Give a short name for a file's content."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Give the address of a file, good for ever: other content has another address."""
    return url_for("static", filename=name, v=version(name))


@cache
def public_style() -> str:
    """
    Give the style that is written into public pages.

    One answer holds the whole page: on a slow network a second one costs most of a second.
    """
    return "".join(_lean((FOLDER / name).read_text("utf-8")) for name in PUBLIC_STYLES)


def _lean(style: str) -> str:
    without_comments = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", without_comments).strip() + "\n"
