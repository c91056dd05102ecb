"""A signing service for evaluation and tests: its serials prove nothing to a court."""

from __future__ import annotations

import hashlib
import hmac

from loans.signing.base import Signer

_KEY = b"sandbox signatures"


class SandboxService:
    """Signs for everybody, always with the same serial for the same document and person."""

    def sign(self, *, document: str, digest: str, signer: Signer) -> str:
        """A serial that hangs on document, digest and signer."""
        facts = f"{document}|{digest}|{signer.document_number}".encode()
        return f"SBX-{hmac.new(_KEY, facts, hashlib.sha256).hexdigest()[:24].upper()}"
