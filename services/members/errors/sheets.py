"""What `members` refuses of a sheet and its import."""

from shared.errors import Refusal


class UnknownImport(Refusal):
    """There is no such import."""

    code = "unknown-import"


class IncompleteConsentBasis(Refusal):
    """A consent basis has a wording, a source, a date that has passed and a collector."""

    code = "incomplete-consent-basis"


class IncompleteUpload(Refusal):
    """Pieces of the sheet are missing."""

    code = "incomplete-upload"


class NotChecked(Refusal):
    """The sheet is still being checked, or is on its way in already."""

    code = "import-not-checked"


class NotDone(Refusal):
    """Only an import that has ended can be taken back."""

    code = "import-not-done"


class ColumnTwice(Refusal):
    """Two columns of a sheet cannot be the same; `columns` says what."""

    code = "column-twice"


class UnreadableSheet(Refusal):
    """The whole sheet cannot be read; each reason is a code of its own."""


class NotASheet(UnreadableSheet):
    """The file is neither a .csv nor an .xlsx or .ods, whatever it is called."""

    code = "not-a-sheet"


class EmptySheet(UnreadableSheet):
    """There is no row below the header."""

    code = "empty-sheet"


class WrongEncoding(UnreadableSheet):
    """The letters of the file cannot be read; it should be saved as UTF-8."""

    code = "wrong-encoding"


class MissingColumns(UnreadableSheet):
    """Columns that are needed were not found; `columns` names them."""

    code = "missing-columns"


class TooLarge(UnreadableSheet):
    """The sheet has more bytes or rows than are taken at once; the limit is in the detail."""

    code = "too-large"


class TooOldFormat(UnreadableSheet):
    """The file is an .xls of before 2007; it has to be saved as .xlsx."""

    code = "too-old-format"


class ProtectedSheet(UnreadableSheet):
    """The file is encrypted with a password."""

    code = "protected-sheet"
