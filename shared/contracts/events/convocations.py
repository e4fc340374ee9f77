"""What a member of a body finds behind the code of a convocation."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.contracts.events.documents import Document
from shared.contracts.wire import Wire


@dataclass(frozen=True, kw_only=True)
class Convocation(Wire):
    """The files of an assembly; there are none where no body is convened."""

    documents: list[Document] = field(default_factory=list)
