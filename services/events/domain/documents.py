"""Which files an assembly can have: by the ending of the name, and by how they begin."""

from __future__ import annotations

from services.events.errors import assemblies as refused
from shared.contracts.events.documents import ENDINGS, MOST_DOCUMENT_BYTES

MOST_DOCUMENTS = 20
LONGEST_NAME = 120
PIECE = 256 * 1024
"""The most bytes of one piece."""
MOST_PIECES = 1_000

BEGINNINGS = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
ZIP = b"PK\x03\x04"
"""How the others begin: texts, sheets and slides are zipped."""


def checked(name: str, size: int) -> tuple[str, str]:
    """Give a file's name and what it is; NotADocument, DocumentTooLarge, DocumentEmpty."""
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    stem, dot, ending = line.replace("/", " ").replace("\\", " ").strip().rpartition(".")
    media_type = ENDINGS.get(ending.lower())
    if not dot or not stem.strip() or media_type is None:
        raise refused.NotADocument
    if size <= 0:
        raise refused.DocumentEmpty
    if size > MOST_DOCUMENT_BYTES:
        raise refused.DocumentTooLarge(megabytes=MOST_DOCUMENT_BYTES // 1024**2)
    return f"{stem.strip()[:LONGEST_NAME]}.{ending.lower()}", media_type


def check_beginning(content: bytes, media_type: str) -> None:
    """Refuse a file that is another thing than its name says: NotADocument."""
    if not content.startswith(BEGINNINGS.get(media_type, ZIP)):
        raise refused.NotADocument
