"""What the stack cannot do."""

from __future__ import annotations

from click import ClickException


class Trouble(ClickException):
    """The stack cannot do what was asked; the message is for the person who asked."""
