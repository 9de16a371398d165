"""A token of the issuer is an actor; every other token is 401 in words and nothing else."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared.edge.identity import Actor, Role, Verifier
from shared.edge.issuer import LocalIssuer, local_actor, local_actors
from shared.edge.refusals import NotAllowed, NotReady, NotSignedIn
from shared.edge.signing_keys import FetchedKeys, GivenKeys, keys_at

began = datetime(2025, 3, 31, 9, tzinfo=UTC)


class SetClock:
    def __init__(self) -> None:
        self.time = began

    def now(self) -> datetime:
        return self.time


clock = SetClock()
key = OKPKey.generate_key("Ed25519", {"kid": "k1"})
verifier = Verifier(
    GivenKeys({"keys": [key.as_dict(private=False)]}),
    issuer="cspr-local",
    audience="cspr",
    clock=clock,
)
now = int(began.timestamp())
right: dict[str, Any] = {
    "iss": "cspr-local",
    "aud": "cspr",
    "sub": "officer-wiltshire",
    "org": "Wiltshire Council",
    "roles": ["authority-officer"],
    "authorities": ["E06000054"],
    "iat": now,
    "nbf": now,
    "exp": now + 3600,
}


def signed(header: dict[str, Any] | None = None, by: Any = key, **claims: Any) -> str:
    given_claims = {name: value for name, value in (right | claims).items() if value != "DROP"}
    return jwt.encode(
        {"alg": "Ed25519", "kid": "k1"} | (header or {}),
        given_claims,
        by,
        algorithms=["Ed25519", "HS256", "EdDSA", "none"],
    )


def unsigned(header: dict[str, Any]) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in (header, right)
    ]
    return ".".join([*parts, ""])


def refused(token: str) -> str:
    with pytest.raises(NotSignedIn) as refusal:
        verifier.verify(token)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    return refusal.value.words


def test_a_right_token_is_an_actor() -> None:
    assert verifier.verify(signed()) == local_actors["officer-wiltshire"]
    assert verifier.verify(signed(aud=["other", "cspr"])).id == "officer-wiltshire"


public = base64.urlsafe_b64decode(str(key.as_dict(private=False)["x"]) + "=")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b",
        "a.b.c",
        "..",
        "é.é.é",
        "a" * 9000,
        "[" * 8000,
        unsigned({"alg": "none", "kid": "k1"}),
        unsigned({"alg": "None", "kid": "k1"}),
        unsigned({"alg": "Ed25519", "kid": "k1"}),
        signed({"alg": "HS256"}, OctKey.import_key(public)),
        signed({"alg": "HS256"}, OctKey.import_key(json.dumps(key.as_dict(private=False)))),
        signed({"alg": "EdDSA"}),
        signed({"kid": "k2"}),
        signed({"kid": "../k1"}),
        unsigned({"alg": "Ed25519", "kid": ["k1"]}),
        unsigned({"alg": "Ed25519"}),
        unsigned({"alg": ["Ed25519"], "kid": "k1"}),
        signed(by=OKPKey.generate_key("Ed25519", {"kid": "k1"})),
        signed({"jwk": key.as_dict(private=False), "kid": "mine"}),
        signed(iss="other"),
        signed(iss="DROP"),
        signed(aud="other"),
        signed(aud="DROP"),
        signed(aud=[]),
        signed(aud=None),
        signed(sub="DROP"),
        signed(sub=""),
        signed(sub=5),
        signed(sub="a\nb"),
        signed(org="DROP"),
        signed(org="x" * 201),
        signed(iat="DROP"),
        signed(iat=now + 60),
        signed(nbf=now + 60),
        signed(exp="DROP"),
        signed(exp=str(now + 60)),
        signed(exp=True),
        signed(exp=1e400),
        signed(exp=None),
        signed(roles="DROP"),
        signed(roles="auditor"),
        signed(roles=["emperor"]),
        signed(roles=[["auditor"]]),
        signed(authorities="E06000054"),
        signed(authorities=[1]),
        signed(roles=["partner-system"]),
        signed(partner=5),
        signed(partner=""),
    ],
)
def test_every_other_token_is_refused_with_the_same_words(token: str) -> None:
    assert refused(token) == NotSignedIn().words


def test_a_token_with_one_character_changed_is_refused() -> None:
    token = signed()
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        if place == len(token) - 1:
            continue  # its last two bits carry nothing; the signature is the same bytes
        refused(changed)


@given(st.text(max_size=80) | st.text("abc.=_-eyJ0", max_size=80))
def test_nothing_else_than_a_refusal_is_ever_raised(token: str) -> None:
    refused(token)


def test_an_expired_token_is_told_so_after_the_leeway() -> None:
    token = signed(exp=now)
    try:
        clock.time = began + timedelta(seconds=29)
        assert verifier.verify(token)
        clock.time = began + timedelta(seconds=30)
        assert "expired" in refused(token)
    finally:
        clock.time = began


def test_the_local_issuer_keeps_its_key_and_shows_only_the_public_part(tmp_path: Path) -> None:
    first = LocalIssuer(tmp_path / "issuer", clock)
    token = first.token(local_actor("chair-wiltshire"), 60)
    again = LocalIssuer(tmp_path / "issuer", clock)
    reader = Verifier(
        keys_at(str(again.jwks_path)), issuer="cspr-local", audience="cspr", clock=clock
    )
    assert reader.verify(token) == local_actors["chair-wiltshire"]
    assert '"d"' not in again.jwks_path.read_text()
    secret_file = tmp_path / "issuer" / "issuer-key.json"
    assert secret_file.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in (tmp_path / "issuer").iterdir()) == [
        "issuer-key.json",
        "jwks.json",
    ]


def test_everybody_of_the_local_run_comes_back_from_a_token(tmp_path: Path) -> None:
    issuer = LocalIssuer(tmp_path, clock)
    reader = Verifier(
        keys_at(str(issuer.jwks_path)), issuer="cspr-local", audience="cspr", clock=clock
    )
    for name in [*local_actors, "partner-wiltshire-police", "officer-E06000064"]:
        assert reader.verify(issuer.token(local_actor(name))) == local_actor(name)
    assert local_actor("partner-wiltshire-police").partner == "wiltshire-police"
    for nobody in ("", "partner-", "officer-", "officer-x", "king"):
        with pytest.raises(ValueError, match="officer-wiltshire"):
            local_actor(nobody)


def test_keys_that_were_changed_are_read_again_but_not_for_every_forged_id() -> None:
    documents: list[dict[str, Any]] = [{"keys": []}, {"keys": [key.as_dict(private=False)]}]
    ticks, reads = [0.0], []

    def read() -> dict[str, Any]:
        reads.append(ticks[0])
        return documents[min(len(reads), 2) - 1]

    keys = FetchedKeys(read, pause_seconds=30, ticks=lambda: ticks[0])
    assert [keys.key("k1") for _ in range(50)] == [None] * 50 and reads == [0.0]
    ticks[0] = 30.0
    assert keys.key("k1") is not None and keys.key("k1") is not None and reads == [0.0, 30.0]


def test_keys_that_cannot_be_had_are_not_the_askers_fault(tmp_path: Path) -> None:
    for content in (None, "broken", "[]", "{}", '{"keys": [{"crv": "Ed25519", "kid": "k1"}]}'):
        place = tmp_path / "jwks.json"
        if content is not None:
            place.write_text(content)
        reader = Verifier(keys_at(str(place)), issuer="i", audience="a", clock=clock)
        with pytest.raises(NotReady):
            reader.verify(signed())


def test_only_who_has_the_role_goes_on() -> None:
    auditor = Actor("a", "o", frozenset({Role.AUDITOR}))
    auditor.must_be(Role.AUDITOR, Role.OPERATOR)
    with pytest.raises(NotAllowed):
        auditor.must_be(Role.OPERATOR)
