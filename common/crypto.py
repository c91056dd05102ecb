"""Personal data at rest: AES-256-GCM with a key id, and a keyed blind index for look-up.

The additional data of each ciphertext names its column. The blind index is an HMAC-SHA256 of the normalised value,
cut to 128 bits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

KEY_ID = "1"


@lru_cache(maxsize=4)
def _cipher(key_hex: str) -> AESGCM:
    return AESGCM(bytes.fromhex(key_hex))


def encrypt(text: str, *, where: str) -> str:
    """Encrypt `text` for the column `where` ("table.column")."""
    nonce = os.urandom(12)
    sealed = _cipher(settings.PERSONAL_DATA_KEY).encrypt(nonce, text.encode(), where.encode())
    return f"{KEY_ID}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, where: str) -> str:
    """The text behind `stored`. Raises cryptography's InvalidTag where key, column or content do not fit."""
    blob = base64.b64decode(stored.partition(":")[2])
    return _cipher(settings.PERSONAL_DATA_KEY).decrypt(blob[:12], blob[12:], where.encode()).decode()


def blind_index(value: str, *, kind: str) -> str:
    """Keyed look-up value of a normalised number; `kind` keeps phones and cards apart. 32 hex characters."""
    key = bytes.fromhex(settings.BLIND_INDEX_KEY)
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedField(models.TextField):
    """A text that is encrypted in the database. It cannot be filtered: look it up by its blind index.

    `where` ("person.phone") goes into the ciphertext's additional data, so a value copied into another column does
    not decrypt; the field's copy in a history table keeps it.
    """

    def __init__(self, *args: Any, where: str = "", **kwargs: Any) -> None:
        self.where = where
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations and history tables."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "where": self.where}

    def get_prep_value(self, value: Any) -> Any:
        """Ciphertext for the database; empty stays empty."""
        return encrypt(str(value), where=self.where) if value else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Plain text from the database."""
        return decrypt(value, where=self.where) if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        """Only the comparisons that history triggers make: a filter on ciphertext would silently find nothing."""
        if lookup_name in {"df", "ndf", "isnull"}:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted; filter by its blind index")


def encrypt_bytes(content: bytes, *, where: str) -> bytes:
    """Encrypt a file for the column `where`."""
    nonce = os.urandom(12)
    return nonce + _cipher(settings.PERSONAL_DATA_KEY).encrypt(nonce, content, where.encode())


def decrypt_bytes(stored: bytes, *, where: str) -> bytes:
    """The file behind `stored`. Raises cryptography's InvalidTag where key, column or content do not fit."""
    return _cipher(settings.PERSONAL_DATA_KEY).decrypt(stored[:12], stored[12:], where.encode())
