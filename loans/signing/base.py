"""What a signing service offers. `settings.SIGNING_SERVICE` names the class of the adapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from common.errors import BusinessError


class SigningRefused(BusinessError):
    """The service does not sign for this person; the sentence is fit for the screen."""


class SigningDown(BusinessError):
    """The service does not answer: nothing has been signed that counts."""

    def __init__(self) -> None:
        super().__init__(_("电子签名服务暂时没有应答，请稍后再试，或到窗口面签。"))


@dataclass(frozen=True)
class Signer:
    """Who signs: as the identity document has it."""

    person_id: int
    name: str
    document_number: str


class SigningService(Protocol):
    """An electronic signature service (电子签名法 art. 13)."""

    def sign(self, *, document: str, digest: str, signer: Signer) -> str:
        """Sign the digest of the document with this number for a person; returns the serial of the signature.

        The same document, digest and person give the same serial. Raises SigningRefused, SigningDown.
        """


def service() -> SigningService:
    """The service that this centre uses."""
    return cast("SigningService", import_string(settings.SIGNING_SERVICE)())
