"""These tests walk through the whole product."""

from tests.support.installed import organiser, sheet, system

__all__ = ["organiser", "sheet", "system"]
