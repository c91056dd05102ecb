"""A signing service that does not answer."""

from loans.signing.base import Signer, SigningDown


class Broken:
    def sign(self, *, document: str, digest: str, signer: Signer) -> str:
        raise SigningDown
