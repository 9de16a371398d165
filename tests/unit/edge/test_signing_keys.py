"""The issuer's keys: what it takes back is not believed for ever."""

from typing import Any

from joserfc.jwk import OKPKey

from shared.edge.signing_keys import FetchedKeys


def jwks(*names: str) -> dict[str, Any]:
    made = [OKPKey.generate_key("Ed25519", {"kid": name}) for name in names]
    return {"keys": [each.as_dict(private=False) for each in made]}


def test_a_key_that_the_issuer_has_taken_back_is_believed_no_longer() -> None:
    now, published, reads = 0.0, jwks("old", "new"), 0

    def read() -> dict[str, Any]:
        nonlocal reads
        reads += 1
        return published

    keys = FetchedKeys(read, pause_seconds=30, kept_seconds=300, ticks=lambda: now)
    assert keys.key("old") is not None
    published = jwks("new")
    now = 299.0
    assert keys.key("old") is not None and reads == 1
    now = 300.0
    assert keys.key("old") is None and keys.key("new") is not None
    assert reads == 2
