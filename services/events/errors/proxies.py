"""The rules' ways of saying no about voting for somebody else."""

from __future__ import annotations

from shared.errors import Refusal


class NoProxies(Refusal):
    """The statutes of this body know no proxies."""

    code = "no-proxies"


class ProxiesClosed(Refusal):
    """The assembly is over, cancelled or not convened; or it has begun, and it is for the desk."""

    code = "proxies-closed"


class ProxyToOneself(Refusal):
    """A proxy is given to somebody else."""

    code = "proxy-to-oneself"


class GiverNotInMandate(Refusal):
    """Whoever is not in mandate that day has no vote to give."""

    code = "giver-not-in-mandate"


class HolderNotInMandate(Refusal):
    """A proxy is given to a member in mandate that day."""

    code = "holder-not-in-mandate"


class GiverIsThere(Refusal):
    """Whoever is there votes themselves."""

    code = "giver-is-there"


class GiverHoldsProxies(Refusal):
    """Whoever holds proxies of others does not give theirs away: those would count for nobody."""

    code = "giver-holds-proxies"


class HolderGaveTheirs(Refusal):
    """That member has given their own proxy away and does not come."""

    code = "holder-gave-theirs"


class HolderHasEnough(Refusal):
    """That member holds as many proxies as the statutes allow; `most` says how many."""

    code = "holder-has-enough"
