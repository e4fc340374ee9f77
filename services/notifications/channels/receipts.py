"""Where a provider says what became of a message: an address that proves whose it is."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ReceiptAddress:
    """
    The address that receipts of one provider come to.

    Each carries a proof made with a key of ours, so that nobody else can say that a message
    arrived; it is of use for this one message only.
    """

    base: str
    key: bytes
    provider: str

    def of(self, delivery_id: UUID) -> str:
        """Give the address for one message; more can be added with `&`."""
        base = self.base.rstrip("/")
        return f"{base}/hooks/sms/{self.provider}?ref={delivery_id}&proof={self.proof(delivery_id)}"

    def proof(self, delivery_id: UUID) -> str:
        """Give what shows that an address was made by us."""
        said = f"receipt\0{self.provider}\0{delivery_id}".encode()
        return hmac.digest(self.key, said, "sha256").hex()[:32]

    def proves(self, delivery_id: UUID, proof: str) -> bool:
        """Tell whether an address was made by us for this message."""
        return hmac.compare_digest(self.proof(delivery_id).encode(), proof.encode())
