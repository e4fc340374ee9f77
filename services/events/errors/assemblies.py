"""The rules' ways of saying no about convening a body."""

from __future__ import annotations

from shared.errors import Refusal


class NotAnAssembly(Refusal):
    """Only an event that is an assembly convenes a body."""

    code = "not-an-assembly"


class StaysAnAssembly(Refusal):
    """An event that convenes a body is an assembly, whatever else changes."""

    code = "stays-an-assembly"


class BodyMissing(Refusal):
    """Before it is convened, somebody says which body it is."""

    code = "body-missing"


class AgendaMissing(Refusal):
    """Nobody is convened about nothing: an agenda has an item."""

    code = "agenda-missing"


class AgendasDiffer(Refusal):
    """The agenda has as many items in each language."""

    code = "agendas-differ"


class AgendaTooLong(Refusal):
    """That is more than one assembly gets through."""

    code = "agenda-too-long"


class LateByThen(Refusal):
    """On that day the notice of the statutes could not be kept any more."""

    code = "late-by-then"


class NoticeTooShort(Refusal):
    """The statutes ask for more clear days; `days` says how many, `until` the last day in time."""

    code = "notice-too-short"


class ReasonTooLong(Refusal):
    """A reason is a sentence or two."""

    code = "reason-too-long"


class ConveneInstead(Refusal):
    """A body is convened by the notice of its statutes, not invited like any audience."""

    code = "convene-instead"


class AlreadyConvened(Refusal):
    """What a body was convened about does not change any more."""

    code = "already-convened"


class BodyBeyondRights(Refusal):
    """A body is convened whole: by somebody whose rights do not end at a region."""

    code = "body-beyond-rights"


class NotConvened(Refusal):
    """No body was convened to this event."""

    code = "not-convened"


class NotADocument(Refusal):
    """A document is a PDF, a picture, or a text, sheet or slides, and begins as one."""

    code = "not-a-document"


class DocumentEmpty(Refusal):
    """There is nothing in that file."""

    code = "document-empty"


class DocumentTooLarge(Refusal):
    """A document is smaller than that; `megabytes` says how large one can be."""

    code = "document-too-large"


class TooManyDocuments(Refusal):
    """That is more than anybody reads before an assembly."""

    code = "too-many-documents"


class DocumentIncomplete(Refusal):
    """Part of the file did not arrive."""

    code = "document-incomplete"


class UnknownDocument(Refusal):
    """There is no such document of this event."""

    code = "unknown-document"


class AlreadySecond(Refusal):
    """There is no third convocation: the statutes know two."""

    code = "already-second"


class ConvenedAgain(Refusal):
    """The second convocation of this assembly is there already."""

    code = "convened-again"


class QuorumWasReached(Refusal):
    """Enough members came: nothing is to be convened again."""

    code = "quorum-was-reached"


class SecondBeforeFirst(Refusal):
    """A second assembly takes place after the first."""

    code = "second-before-first"


class StaysOfItsBody(Refusal):
    """A second convocation is of the body that was convened first."""

    code = "stays-of-its-body"


class FirstToCome(Refusal):
    """A second convocation is sent once the first assembly has begun."""

    code = "first-to-come"


class FirstWasCancelled(Refusal):
    """Nobody failed to come to what was cancelled: it is convened anew, as a first."""

    code = "first-was-cancelled"


class MinutesMissing(Refusal):
    """Nobody is told of minutes that are not there."""

    code = "minutes-missing"
