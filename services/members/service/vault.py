"""What is sensitive: its own right, its own role, its own key."""

from __future__ import annotations

from services.members.operations import vault
from services.members.settings import JobsSettings, Settings
from shared import clock
from shared.contracts.members import ForgetFromVault, KeepInVault, OpenVault, VaultDone, VaultEntry
from shared.db.database import Database
from shared.edge.service import (
    ActorToken,
    DatabaseProvider,
    ResourceProvider,
    SettingsProvider,
    rpc,
)

CONNECTIONS = 2


def vault_database(settings: Settings | JobsSettings) -> Database:
    """Connect to the same database as the vault's own role."""
    return Database(str(settings.vault_database_url), size=CONNECTIONS)


class Vault:
    """What whoever may open the vault may ask."""

    settings = SettingsProvider(Settings)
    db = DatabaseProvider()
    vault = ResourceProvider(vault_database)

    @rpc(OpenVault, scope="vault:read")
    def vault_entry(self, request: OpenVault, actor: ActorToken) -> VaultEntry:
        key = str(self.settings.vault_key)
        return vault.vault_entry(self.db, self.vault, key, request, by=actor.staff_id)

    @rpc(KeepInVault, scope="vault:write")
    def keep_in_vault(self, request: KeepInVault, actor: ActorToken) -> VaultDone:
        key, by = str(self.settings.vault_key), actor.staff_id
        return vault.keep_in_vault(self.vault, key, request, by=by, now=clock.now())

    @rpc(ForgetFromVault, scope="vault:write")
    def forget_from_vault(self, request: ForgetFromVault, actor: ActorToken) -> VaultDone:
        return vault.forget_from_vault(self.db, self.vault, request, by=actor.staff_id)
