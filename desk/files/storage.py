"""Where the bytes lie: encrypted, under random names, in the storage that settings call "private"."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from common.crypto import decrypt_bytes, encrypt_bytes


def _private() -> Storage:
    return storages["private"]


def put(content: bytes) -> str:
    """Keep bytes; the name under which they lie. The name is in the seal: two files cannot be exchanged."""
    token = secrets.token_hex(24)
    name = f"{token[:2]}/{token}"
    return _private().save(name, ContentFile(encrypt_bytes(content, where=f"paper:{token}")))


def get(name: str) -> bytes:
    """The bytes under a name. Raises FileNotFoundError; InvalidTag where somebody has touched them."""
    with _private().open(name) as handle:
        return decrypt_bytes(handle.read(), where=f"paper:{name.rpartition('/')[2]}")


def drop(name: str) -> None:
    """Destroy the bytes under a name."""
    _private().delete(name)
