"""What verifies certificates: public keys, and which positions of each key's list are void."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from olympiad.proofs import status_lists


@dataclass(frozen=True)
class Trust:
    """Keys by short name, and their status lists."""

    keys: Mapping[str, str]
    lists: Mapping[str, str] = field(default_factory=dict)
    """Encoded lists by the short name of the key."""
    certificates: tuple[bytes, ...] = ()
    """Certificates (DER) that have signed PDF files."""

    def is_void(self, name: str, position: int) -> bool | None:
        """Whether a certificate of a key was revoked or superseded; None where there is no list of that key."""
        encoded = self.lists.get(name)
        return None if encoded is None else status_lists.is_set(encoded, position)
