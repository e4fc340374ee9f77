"""
Reading a sheet from a file: what it is tells its content, never its name.

A row comes as its own number and its cells; nothing in it is run, followed or believed.
"""

from services.members.sheets.people import Sheet, SheetRow, open_sheet

__all__ = ["Sheet", "SheetRow", "open_sheet"]
