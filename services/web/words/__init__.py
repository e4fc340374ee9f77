"""What codes are called on pages. A code without a word here is shown as it is, readably."""

from __future__ import annotations

from collections.abc import Mapping

from services.web.words.consents import SOURCES
from services.web.words.events import (
    ANSWER_SOURCES,
    ANSWERS,
    EVENT_CHANGES,
    EVENT_STATES,
    EVENT_TYPES,
    PLACE_OUTCOMES,
    PLACES,
    PROPOSAL_STATES,
    QUESTION_KINDS,
    REPETITIONS,
    WHICH,
)
from services.web.words.people import (
    ACCOUNTS,
    AGES,
    ASKED_GENDERS,
    CHANNELS,
    CONDITIONS,
    CONTACTS,
    DOUBLES,
    EXCLUSIONS,
    GENDERS,
    LANGUAGE_NAMES,
    MANDATES,
    MATCHES,
    PARTS,
    PERSON,
    PURPOSES,
    REACHES,
    ROLES,
    SORTED_BY,
    TENSES,
    VAULT_KINDS,
    WHY_CALLED,
    WISHES,
)
from services.web.words.sends import (
    ENCODINGS,
    HELD,
    LEDGER,
    MENDABLE,
    REMINDER_STATES,
    REMINDERS,
    REMINDERS_ABOUT,
    SENDS,
    TO_ANSWERS,
    WAVES,
    WHY,
)
from services.web.words.sheets import (
    COLUMNS,
    CONSENTS,
    FIELDS,
    IMPORT_STATES,
    REASONS,
    UNDOING,
    VERDICTS,
)
from services.web.words.texts import FIELDS_OF_TEXTS, ORIGINS, PARTS_OF_TEXTS, TEXTS

WORDS: Mapping[str, Mapping[str, object]] = {
    "condition": CONDITIONS,
    "match": MATCHES,
    "tense": TENSES,
    "gender": GENDERS,
    "reach": REACHES,
    "language": LANGUAGE_NAMES,
    "event_type": EVENT_TYPES,
    "event_state": EVENT_STATES,
    "event_change": EVENT_CHANGES,
    "repetition": REPETITIONS,
    "which": WHICH,
    "proposal_state": PROPOSAL_STATES,
    "question_kind": QUESTION_KINDS,
    "answer": ANSWERS,
    "answer_source": ANSWER_SOURCES,
    "place": PLACES,
    "place_outcome": PLACE_OUTCOMES,
    "channel": CHANNELS,
    "age": AGES,
    "asked_gender": ASKED_GENDERS,
    "part": PARTS,
    "wish": WISHES,
    "mandate": MANDATES,
    "contact": CONTACTS,
    "send": SENDS,
    "text": TEXTS,
    "text_origin": ORIGINS,
    "text_field": FIELDS_OF_TEXTS,
    "text_part": PARTS_OF_TEXTS,
    "ledger": LEDGER,
    "why": {**EXCLUSIONS, **HELD, **WHY},
    "reminder": REMINDERS,
    "wave": WAVES,
    "to_answer": TO_ANSWERS,
    "reminder_about": REMINDERS_ABOUT,
    "reminder_state": REMINDER_STATES,
    "held": HELD,
    "mendable": MENDABLE,
    "exclusion": EXCLUSIONS,
    "verdict": VERDICTS,
    "reason": REASONS,
    "column": COLUMNS,
    "field": FIELDS,
    "consent": CONSENTS,
    "undoing": UNDOING,
    "import_state": IMPORT_STATES,
    "double": DOUBLES,
    "side": PERSON,
    "role": ROLES,
    "account": ACCOUNTS,
    "source": SOURCES,
    "purpose": PURPOSES,
    "sorted_by": SORTED_BY,
    "call": WHY_CALLED,
    "encoding": ENCODINGS,
    "vault_kind": VAULT_KINDS,
}


def word(kind: str, code: str) -> str:
    """Say a code in the reader's language."""
    known = WORDS[kind]
    found = (
        known.get(code) or known.get(code.replace("_", "-")) or known.get(code.replace("-", "_"))
    )
    return str(found or code)
