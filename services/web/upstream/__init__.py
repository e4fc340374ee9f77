"""The services that `web` asks: a class for each, a method for each thing they answer."""

from __future__ import annotations

from services.web.upstream.asked import Caller, Holder, Service
from services.web.upstream.events import Events
from services.web.upstream.members import Members
from services.web.upstream.notifications import Notifications

__all__ = ["Caller", "Events", "Holder", "Members", "Notifications", "Service"]
