"""The public keys of who issues tokens, by key id: given, in a file, or at an address."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.edge.refusals import NotReady

Jwks = Mapping[str, Any]
no_keys = "The keys of the sign-in service cannot be had just now. Try again in a minute."


class KeySource(Protocol):
    """Finds a public key by its id."""

    def key(self, kid: str) -> OKPKey | None:
        """The key, None where there is none of that id.

        Raises:
            NotReady: the keys cannot be had.
        """


class GivenKeys:
    """Keys of one JWKS document; entries that are not Ed25519 are passed over."""

    def __init__(self, jwks: Jwks) -> None:
        self._keys = dict(
            _ed25519(entry)
            for entry in jwks["keys"]
            if entry.get("crv") == "Ed25519" and "kid" in entry
        )

    def key(self, kid: str) -> OKPKey | None:
        return self._keys.get(kid)


class FetchedKeys:
    """Keys from a file or an address, read again when an unknown id comes.

    Not more often than every `pause_seconds`, so that forged ids cost no reading; and at the
    latest after `kept_seconds`, so that a key that was taken back is believed no longer.
    """

    def __init__(
        self,
        read: Callable[[], Jwks],
        *,
        pause_seconds: float = 30,
        kept_seconds: float = 300,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read, self._pause, self._ticks = read, pause_seconds, ticks
        self._kept: GivenKeys | None = None
        self._kept_seconds = kept_seconds
        self._next_read = self._stale_at = 0.0

    def key(self, kid: str) -> OKPKey | None:
        found = self._kept.key(kid) if self._kept else None
        due = self._next_read if found is None else self._stale_at
        if self._kept is None or self._ticks() >= due:
            self._read_again()
            found = self._kept.key(kid) if self._kept else None
        return found

    def _read_again(self) -> None:
        now = self._ticks()
        self._next_read, self._stale_at = now + self._pause, now + self._kept_seconds
        try:
            self._kept = GivenKeys(self._read())
        except (OSError, httpx.HTTPError, JoseError, ValueError, KeyError, AttributeError):
            if self._kept is None:
                raise NotReady(no_keys) from None


def keys_at(place: str) -> KeySource:
    """The keys at an `http(s)://` address or in a file."""
    if place.startswith(("http://", "https://")):
        return FetchedKeys(lambda: _document(_fetched(place)))
    return FetchedKeys(lambda: _document(Path(place).read_bytes()), pause_seconds=1)


def _fetched(url: str) -> bytes:
    return httpx.get(url, timeout=3).raise_for_status().content


def _document(raw: bytes) -> Jwks:
    document = json.loads(raw)
    if not isinstance(document, dict):
        raise ValueError("not a JWKS document")
    return document


def _ed25519(entry: Mapping[str, Any]) -> tuple[str, OKPKey]:
    public = {name: entry[name] for name in ("kty", "crv", "x", "kid")}
    return public["kid"], OKPKey.import_key(public)
