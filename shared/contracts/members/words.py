"""Words that all of `members` speaks of people with."""

from __future__ import annotations

from typing import Literal

Language = Literal["ar", "fr", "zgh", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "fr", "zgh", "en")
Channel = Literal["sms", "email"]
CHANNELS: tuple[Channel, ...] = ("sms", "email")
ConsentPurpose = Literal["invitations", "news"]
"""What people agree to be written to about; what is asked and sent today are invitations."""
Gender = Literal["woman", "man", "other"]
Wish = Literal["sms", "email", "both", "any"]
"""How a person wants to be told; `any` leaves the choice to us: e-mail first, it is free."""
