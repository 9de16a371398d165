"""Who asks: a token signed with Ed25519 becomes an actor, or nothing at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OKPKey

from shared.decisions.clock import Clock
from shared.edge.refusals import NotAllowed, NotSignedIn
from shared.edge.signing_keys import KeySource

algorithm = "Ed25519"
max_token_characters = 8192


class Role(StrEnum):
    """What a person or a system may be in a partnership."""

    PARTNER_SYSTEM = "partner-system"
    AUTHORITY_OFFICER = "authority-officer"
    GROUP_MEMBER = "group-member"
    GROUP_CHAIR = "group-chair"
    REPORTING_OFFICER = "reporting-officer"
    AUDITOR = "auditor"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks: who, from where, as what, and for which authorities (GSS codes)."""

    id: str
    organisation: str
    roles: frozenset[Role]
    authorities: frozenset[str] = frozenset()
    partner: str | None = None

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is theirs."""
        return not self.roles.isdisjoint(roles)

    def must_be(self, *roles: Role) -> None:
        """Go on only with one of these roles.

        Raises:
            NotAllowed: none of them is theirs.
        """
        if not self.has(*roles):
            raise NotAllowed


class Verifier:
    """Reads tokens of one issuer for one audience; `leeway_seconds` forgives clocks apart."""

    def __init__(
        self,
        keys: KeySource,
        *,
        issuer: str,
        audience: str,
        clock: Clock,
        leeway_seconds: int = 30,
    ) -> None:
        self._keys, self._issuer, self._audience = keys, issuer, audience
        self._clock, self._leeway = clock, leeway_seconds

    def verify(self, token: str) -> Actor:
        """The actor that a token stands for.

        Raises:
            NotSignedIn: the token is wrong in any way; the words do not say which,
                except that it is too old.
            NotReady: the keys of the issuer cannot be had.
        """
        if not token or len(token) > max_token_characters:
            raise NotSignedIn
        try:
            claims = jwt.decode(token, self._key_for, algorithms=[algorithm]).claims
            self._check_audience(claims)
            self._check_times(claims)
            return _actor(claims)
        except (JoseError, ValueError, KeyError, TypeError, RecursionError):
            raise NotSignedIn from None

    def _key_for(self, signed: GuestProtocol) -> OKPKey:
        kid = signed.headers().get("kid")
        key = self._keys.key(kid) if isinstance(kid, str) else None
        if key is None:
            raise NotSignedIn
        return key

    def _check_audience(self, claims: Mapping[str, Any]) -> None:
        named = claims["aud"]
        audiences = named if isinstance(named, list) else [named]
        if claims["iss"] != self._issuer or self._audience not in audiences:
            raise NotSignedIn

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.now().timestamp()
        if max(_instant(claims["iat"]), _instant(claims.get("nbf", 0))) > now + self._leeway:
            raise NotSignedIn
        if _instant(claims["exp"]) <= now - self._leeway:
            raise NotSignedIn("Your sign-in has expired. Sign in again.")


def _instant(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not an instant")
    return value


def _actor(claims: Mapping[str, Any]) -> Actor:
    roles = frozenset(Role(role) for role in _texts(claims["roles"]))
    partner = claims.get("partner")
    if Role.PARTNER_SYSTEM in roles or partner is not None:
        partner = _text(partner)
    return Actor(
        id=_text(claims["sub"]),
        organisation=_text(claims["org"]),
        roles=roles,
        authorities=frozenset(_texts(claims.get("authorities", []))),
        partner=partner,
    )


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return [_text(one) for one in value]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 1 <= len(value) <= 200:
        raise TypeError("not a short text")
    return value
