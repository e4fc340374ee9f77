"""
Reading a sheet from a file: what it is tells its content, never its name.

A row comes as its own number and its cells; nothing in it is run, followed or believed.
"""

from services.members.sheets.people import SheetRow, people_in

__all__ = ["SheetRow", "people_in"]
