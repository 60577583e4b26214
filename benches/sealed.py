"""Seals as the program does (`crates/casework/src/seal`), so that a ledger that was filled by hand opens with its keys."""

from __future__ import annotations

import hmac
import os
import sqlite3
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def keyed(key: bytes, *texts: str) -> bytes:
    """HMAC-SM3 over texts, each with its length before it."""
    mac = hmac.new(key, digestmod="sm3")
    for text in texts:
        coded = text.encode()
        mac.update(len(coded).to_bytes(8, "big") + coded)
    return mac.digest()


class Keys:
    """Drawn from the file of a data folder's keys."""

    def __init__(self, data: Path) -> None:
        master = (data / "keys/ledger.key").read_bytes()
        self.cipher = AESGCM(keyed(master, "qingyuan seal 1"))
        self.equal = keyed(master, "qingyuan equality 1")

    def subject(self, number: str) -> str:
        """What equal numbers have in common."""
        return keyed(self.equal, "subject", number).hex()[:32]

    def seal(self, place: str, clear: str) -> str:
        """Sealed for this place."""
        nonce = os.urandom(12)
        return f"1:{nonce.hex()}{self.cipher.encrypt(nonce, clear.encode(), place.encode()).hex()}"

    def unseal(self, place: str, sealed: str) -> str:
        """Opened at this place."""
        coded = bytes.fromhex(sealed.removeprefix("1:"))
        return self.cipher.decrypt(coded[:12], coded[12:], place.encode()).decode()

    def offer(self, database: sqlite3.Connection) -> None:
        """Makes them functions of SQL."""
        database.create_function("subject_key", 1, self.subject, deterministic=True)
        database.create_function("seal", 2, self.seal)
        database.create_function("unseal", 2, self.unseal)
