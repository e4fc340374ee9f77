"""The page of a body: what its statutes say of assemblies."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import asking
from services.web.console import console
from services.web.console.again import command_id, form_again
from services.web.console.sorting import LONGEST
from services.web.words.assemblies import COMMON, code_of, read_share, share_said
from shared.contracts.members.statutes import (
    BodyRef,
    BodyStatutes,
    Share,
    Statutes,
    WriteStatutes,
)
from shared.errors import Refused
from shared.ids import new_id

PAGE = "console/statutes.html"
NOT_A_NUMBER = -1
"""What the statutes cannot say: the service refuses it with the sentence for its field."""


@dataclass(frozen=True, kw_only=True)
class TypedStatutes:
    """What stands in the form: numbers as they were typed, shares by their codes."""

    notice_days: str
    quorum: str
    again_notice_days: str
    again_quorum: str
    most_proxies: str

    @classmethod
    def typed(cls) -> TypedStatutes:
        names = cls.__dataclass_fields__
        return cls(**{name: request.form.get(name, "").strip()[:LONGEST] for name in names})

    @classmethod
    def of(cls, statutes: Statutes) -> TypedStatutes:
        return cls(
            notice_days=str(statutes.notice_days),
            quorum=code_of(statutes.quorum),
            again_notice_days=str(statutes.again_notice_days),
            again_quorum=code_of(statutes.again_quorum),
            most_proxies=str(statutes.most_proxies),
        )

    def statutes(self) -> Statutes:
        nothing = Share(part=NOT_A_NUMBER, of=1)
        return Statutes(
            notice_days=_number(self.notice_days),
            quorum=read_share(self.quorum) or nothing,
            again_notice_days=_number(self.again_notice_days),
            again_quorum=read_share(self.again_quorum) or nothing,
            most_proxies=_number(self.most_proxies),
        )


@console.get("/sorting/statutes")
@asking.needs("staff:manage")
def statutes() -> str:
    body = asking.members().statutes(BodyRef(body=_line(request.args.get("line"))))
    typed = TypedStatutes.of(body.statutes)
    return render_template(PAGE, **_shown(body, typed), saved="saved" in request.args)


@console.post("/sorting/statutes")
@asking.needs("staff:manage")
def write_statutes() -> Response | tuple[str, int]:
    typed, line = TypedStatutes.typed(), _line(request.form.get("line"))
    wish = WriteStatutes(command_id=command_id(), body=line, statutes=typed.statutes())
    try:
        asking.members().write_statutes(wish)
    except Refused as refused:
        if refused.code == "unknown-body":
            raise
        body = asking.members().statutes(BodyRef(body=line))
        return form_again(PAGE, refused, **_shown(body, typed), saved=False)
    return redirect(url_for("console.statutes", line=line, saved=1), 303)


def _shown(body: BodyStatutes, typed: TypedStatutes) -> dict[str, object]:
    shares = [Share(part=p, of=o, more_than=m) for p, o, m in COMMON]
    shares += [s for s in (body.statutes.quorum, body.statutes.again_quorum) if s not in shares]
    return {
        "body": body,
        "typed": typed,
        # What was refused is another thing once it is mended.
        "command_id": new_id(),
        "shares": [(code_of(share), share_said(share)) for share in shares],
    }


def _line(text: str | None) -> str:
    return (text or "")[:LONGEST]


def _number(typed: str) -> int:
    try:
        return int(typed)
    except ValueError:
        return NOT_A_NUMBER
