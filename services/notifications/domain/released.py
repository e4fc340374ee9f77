"""What a second person has released."""

from __future__ import annotations

import json
from hashlib import sha256


def fingerprint(**said: object) -> str:
    """Make one short value of all that is said: another one as soon as anything differs."""
    whole = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(whole.encode()).hexdigest()
