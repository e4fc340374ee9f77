"""What the columns of a sheet are called, in French, Arabic and English."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from services.members.domain.texts import fold
from services.members.errors import MissingColumns

_CALLED: dict[str, tuple[str, ...]] = {
    "first_name": (
        "prénom", "prénoms", "first name", "firstname", "given name", "الاسم الشخصي", "الاسم الأول",
    ),
    "last_name": (
        "nom", "nom de famille", "last name", "lastname", "surname", "family name",
        "الاسم العائلي", "النسب", "اللقب", "اسم العائلة",
    ),
    "full_name": (
        "nom complet", "nom et prénom", "nom & prénom", "prénom et nom", "noms et prénoms",
        "full name", "name", "الاسم الكامل", "الاسم والنسب", "الاسم", "الاسم الشخصي والعائلي",
    ),
    "phone": (
        "téléphone", "tél", "tel", "n° de téléphone", "numéro de téléphone", "numéro", "portable",
        "mobile", "téléphone portable", "téléphone mobile", "gsm", "phone", "phone number",
        "mobile number", "mobile phone", "whatsapp", "الهاتف", "رقم الهاتف", "الهاتف المحمول",
        "الهاتف النقال", "الهاتف الجوال", "النقال", "الجوال", "المحمول",
    ),
    "alternates": (
        "autre téléphone", "autres téléphones", "téléphone 2", "tél 2", "tel 2", "gsm 2",
        "deuxième téléphone", "second téléphone", "autre numéro", "autres numéros", "mobile 2",
        "portable 2", "phone 2", "second phone", "other phone", "other phones", "هاتف آخر",
        "رقم آخر", "الهاتف 2", "هاتف ثان", "أرقام أخرى",
    ),
    "landline": (
        "fixe", "téléphone fixe", "tél fixe", "tel fixe", "landline", "home phone", "الهاتف الثابت",
        "هاتف ثابت", "الثابت",
    ),
    "email": (
        "e-mail", "email", "mail", "adresse e-mail", "adresse mail", "adresse email", "courriel",
        "adresse électronique", "email address", "e-mail address", "البريد الإلكتروني", "البريد",
        "الإيميل", "بريد إلكتروني", "العنوان الإلكتروني",
    ),
    "language": (
        "langue", "langue préférée", "language", "preferred language", "اللغة", "اللغة المفضلة",
    ),
    "region": ("région", "region", "الجهة", "جهة", "المنطقة"),
    "town": (
        "ville", "commune", "localité", "town", "city", "المدينة", "مدينة", "الجماعة", "البلدة",
    ),
    "gender": (
        "genre", "sexe", "civilité", "gender", "sex", "النوع", "الجنس", "النوع الاجتماعي",
    ),
    "tags": (
        "étiquette", "étiquettes", "tag", "tags", "mots clés", "labels", "وسم", "وسوم", "الوسوم",
    ),
    "partners": (
        "partenaire", "partenaires", "organisation partenaire", "association", "partner",
        "partners", "partner organisation", "شريك", "الشريك", "الشركاء", "المنظمة الشريكة",
        "الجمعية",
    ),
    "bodies": (
        "instance", "instances", "organe", "organes", "body", "bodies", "structure", "الهيئة",
        "الهيئات", "الجهاز", "الأجهزة",
    ),
    "office": (
        "fonction dans l'instance", "rôle dans l'instance", "fonction dans l'organe", "office",
        "role in the body", "المهمة في الهيئة", "الصفة في الهيئة", "المهمة داخل الهيئة",
    ),
    "begins_on": (
        "début du mandat", "mandat depuis", "mandat du", "date de début du mandat",
        "mandate from", "mandate start", "start of mandate", "بداية الانتداب",
        "تاريخ بداية الانتداب",
    ),
    "last_day": (
        "fin du mandat", "mandat jusqu'au", "mandat au", "date de fin du mandat", "mandate until",
        "mandate end", "end of mandate", "نهاية الانتداب", "تاريخ نهاية الانتداب",
    ),
    "axes": (
        "axe", "axes", "axe d'intérêt", "axes d'intérêt", "axis", "axes of interest", "interests",
        "المحور", "المحاور", "محاور الاهتمام",
    ),
    "birth": (
        "année de naissance", "date de naissance", "né en", "né le", "naissance", "birth year",
        "year of birth", "birth date", "date of birth", "birthdate", "سنة الازدياد",
        "تاريخ الازدياد", "سنة الميلاد", "تاريخ الميلاد",
    ),
    "guardian_consent": (
        "autorisation parentale", "accord du tuteur", "consentement du tuteur",
        "autorisation du tuteur", "date de l'autorisation parentale", "guardian consent",
        "guardian's consent", "parental consent", "موافقة ولي الأمر", "موافقة الولي",
        "إذن ولي الأمر",
    ),
    "wish": (
        "canal préféré", "canal", "contact préféré", "preferred channel", "channel",
        "القناة المفضلة", "وسيلة التواصل المفضلة", "وسيلة التواصل",
    ),
    "sms_consent": (
        "consentement sms", "accord sms", "sms", "sms consent", "consent sms",
        "موافقة الرسائل القصيرة", "الموافقة على الرسائل القصيرة", "موافقة sms",
    ),
    "email_consent": (
        "consentement e-mail", "consentement email", "consentement mail", "accord e-mail",
        "accord email", "accord mail", "email consent", "e-mail consent", "consent email",
        "موافقة البريد", "موافقة البريد الإلكتروني", "الموافقة على البريد الإلكتروني",
    ),
    "consent": (
        "consentement", "accord", "consent", "الموافقة", "موافقة",
    ),
}  # fmt: skip

NAMED_ROLES = tuple(_CALLED)
"""What somebody may say that a column is."""

RETURNED = "returned"
"""The role of our own column in a sheet of rows that were set aside: where each comes from."""
OURS = "multaqa"
"""How the titles of our own columns in such a sheet begin; they are nobody's data."""

ROLES = {fold(name): role for role, names in _CALLED.items() for name in names} | {OURS: RETURNED}

NAMING = ("first_name", "full_name", "last_name")
REACHING = ("phone", "email", "landline")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which role each column of a sheet plays; None for one that is not ours to read."""

    roles: tuple[str | None, ...]

    @property
    def width(self) -> int:
        """How many columns there are up to the last that is read."""
        return max((n for n, role in enumerate(self.roles, start=1) if role), default=0)

    def cells(self, row: Sequence[object]) -> dict[str, object]:
        """Give a row's cells by role, without the empty ones."""
        pairs = zip(self.roles, row, strict=False)
        return {role: cell for role, cell in pairs if role and cell is not None and cell != ""}


def recognise(header: Sequence[object]) -> Columns:
    """Find the roles of the columns; of two columns with one role the first is read."""
    roles: list[str | None] = []
    for title in header:
        role = ROLES.get(_folded(title))
        roles.append(role if role not in roles else None)
    return Columns(roles=tuple(roles))


def recognised(header: Sequence[object]) -> int:
    """Count the columns whose role is known."""
    return sum(role is not None for role in recognise(header).roles)


def is_ours(title: object) -> bool:
    """Tell whether a column was added by us, to a sheet of rows that were set aside."""
    return _folded(title).startswith(OURS)


def fingerprint(header: Sequence[object]) -> str:
    """Know a header again, however it is typed, and with or without our own columns."""
    titles = "\n".join(_folded(title) for title in header if not is_ours(title))
    return hashlib.sha256(titles.encode()).hexdigest()


def theirs(header: Sequence[object], roles: Sequence[str | None]) -> list[str | None]:
    """Give the roles of the columns that are not our own."""
    return [role for title, role in zip(header, roles, strict=True) if not is_ours(title)]


def mapped(header: Sequence[object], roles: Sequence[str | None]) -> Columns:
    """Give the columns the roles that somebody chose for those that are not our own."""
    chosen = iter(roles)
    return Columns(
        roles=tuple(
            ROLES.get(_folded(title)) if is_ours(title) else next(chosen, None) for title in header
        )
    )


def missing(columns: Columns) -> list[str]:
    """Name the roles without which people cannot be named, or reached."""
    lacking = []
    if not set(NAMING) & set(columns.roles):
        lacking.append("first_name")
    if not set(REACHING) & set(columns.roles):
        lacking += ["phone", "email"]
    return lacking


def require(columns: Columns) -> None:
    """Raise MissingColumns unless people can be named and reached by what is there."""
    if lacking := missing(columns):
        raise MissingColumns(columns=" ".join(lacking))


def _folded(title: object) -> str:
    return fold("" if title is None else str(title))
