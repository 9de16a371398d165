"""The local run's own issuer of tokens, and the people it knows; not for a real deployment."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import OKPKey

from shared.decisions.clock import Clock
from shared.decisions.ids import new_id
from shared.edge.identity import Actor, Role, algorithm

local_issuer, local_audience = "cspr-local", "cspr"
wiltshire = frozenset({"E06000054"})


def _local(name: str, organisation: str, role: Role, authorities: frozenset[str]) -> Actor:
    return Actor(name, organisation, frozenset({role}), authorities)


local_actors: Mapping[str, Actor] = {
    actor.id: actor
    for actor in (
        _local("officer-wiltshire", "Wiltshire Council", Role.AUTHORITY_OFFICER, wiltshire),
        _local("member-wiltshire", "Wiltshire partnership", Role.GROUP_MEMBER, wiltshire),
        _local("chair-wiltshire", "Wiltshire partnership", Role.GROUP_CHAIR, wiltshire),
        _local(
            "reporting-wiltshire", "Wiltshire partnership", Role.REPORTING_OFFICER, wiltshire
        ),
        _local("auditor", "Audit", Role.AUDITOR, frozenset()),
        _local("operator", "Operations", Role.OPERATOR, frozenset()),
    )
}
_roles_by_beginning = {
    "officer": Role.AUTHORITY_OFFICER,
    "member": Role.GROUP_MEMBER,
    "chair": Role.GROUP_CHAIR,
    "reporting": Role.REPORTING_OFFICER,
}


def local_actor(name: str) -> Actor:
    """Somebody of the local run: one of `local_actors`, `partner-<id>`, or `officer-<code>`.

    The code is an authority's (`officer-E06000064`); also `member-`, `chair-`, `reporting-`.

    Raises:
        ValueError: there is nobody of that name; it says who there is.
    """
    if name in local_actors:
        return local_actors[name]
    beginning, _, rest = name.partition("-")
    if beginning == "partner" and rest:
        return Actor(name, rest, frozenset({Role.PARTNER_SYSTEM}), partner=rest)
    if beginning in _roles_by_beginning and rest[:1] == "E" and rest[1:].isdigit():
        return _local(name, rest, _roles_by_beginning[beginning], frozenset({rest}))
    known = ", ".join(local_actors)
    raise ValueError(f"Use one of {known}, partner-<id>, or officer-<authority code>.")


class LocalIssuer:
    """Keeps an Ed25519 key in a folder, with the JWKS beside it (`jwks.json`)."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clock = clock
        self._key = _kept_key(folder / "issuer-key.json")
        self.jwks_path = folder / "jwks.json"
        public = self._key.as_dict(private=False)
        _write_whole(self.jwks_path, json.dumps({"keys": [public]}), 0o644)

    def token(self, actor: Actor, lifetime_seconds: int = 3600) -> str:
        """A token for an actor, from now on."""
        now = int(self._clock.now().timestamp())
        claims = {
            "iss": local_issuer,
            "aud": local_audience,
            "sub": actor.id,
            "jti": new_id(),
            "iat": now,
            "nbf": now,
            "exp": now + lifetime_seconds,
            "org": actor.organisation,
            "roles": sorted(actor.roles),
            "authorities": sorted(actor.authorities),
        }
        if actor.partner is not None:
            claims["partner"] = actor.partner
        header = {"alg": algorithm, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[algorithm])


def _kept_key(path: Path) -> OKPKey:
    """The key in a file; made by whoever comes first, whole or not at all."""
    if not path.exists():
        made = OKPKey.generate_key("Ed25519", {"kid": secrets.token_hex(8), "use": "sig"})
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        _write(fresh, json.dumps(made.as_dict(private=True)), 0o600)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return OKPKey.import_key(json.loads(path.read_text()))


def _write_whole(path: Path, text: str, mode: int) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _write(fresh, text, mode)
    fresh.replace(path)


def _write(path: Path, text: str, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
