"""Tickets as they are shown: letters to read aloud, and a QR code for a camera."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from markupsafe import Markup

from shared.contracts.events import in_groups


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A ticket: its letters in groups, and its picture."""

    letters: str
    picture: Markup


def drawn(ticket: str) -> Drawn:
    """
    Draw a ticket, black on white in light and dark, with the margin that cameras look for.

    Twelve letters at the error level Q make the smallest code there is (ISO/IEC 18004, version
    1): its squares are large, also on a small or a broken screen.
    """
    code = segno.make(ticket, error="q", micro=False)
    picture = code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr")
    return Drawn(letters=in_groups(ticket), picture=Markup(picture))  # noqa: S704 - segno's own
