"""What events knows of the association's quiet hours."""

from __future__ import annotations

from services.events.operations import heeding
from services.events.store import EventsStore
from shared.contracts.notifications import Hours, SendingRules, SendingRulesChanged
from shared.db.database import Database
from tests.support.world import World


def test_the_newest_rules_hold_in_whatever_order_they_are_heard(world: World) -> None:
    db = Database(world.dsn("events"))
    night, day = Hours(begins="22:00", ends="08:00"), Hours(begins="23:00", ends="07:00")
    told = [SendingRules(version=2, nights=day), SendingRules(version=1, nights=night)]

    for rules in (*told, told[0]):
        with db.transaction() as tx:
            heeding.keep_rules(tx, SendingRulesChanged(rules=rules))

    with db.transaction() as tx:
        assert EventsStore(tx).sending_rules() == told[0]
    db.close()
