"""The reference by which a referrer follows a referral: only they hold it (ADR 35).

It is worked out from what was sent, under a secret: the same form sent twice gives the same
reference, nobody can guess one, and what is kept of it is a keyed digest alone.
"""

import base64
import re
from datetime import datetime

from services.notifications.api.answered import ReferralFollowed
from shared.decisions.database import Connection
from shared.edge.access import note_opening
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import NotFound
from shared.events.event import Event, decode
from shared.events.incidents import CaseReferred, ReferralAccepted, ReferralDeclined
from shared.privacy.digest import DIGEST_KEY, body_digest

somebody = Actor("public:referrer", "somebody who has not signed in", frozenset())
"""Who refers or follows a referral without signing in."""

_crockford = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
_alike = str.maketrans("OIL", "011")
_whole = re.compile("[0-9A-HJKMNP-TV-Z]{24}")


async def reference_for(desk: Desk, said: bytes) -> str:
    """The reference of a referral: six groups of four, without letters that look alike."""
    secret = (await desk.keys.ensure({DIGEST_KEY}))[DIGEST_KEY]
    digest = bytes.fromhex(body_digest(secret, b"reference\0" + said))[:15]
    text = base64.b32encode(digest).decode().translate(_crockford)
    return "-".join(text[at : at + 4] for at in range(0, 24, 4))


async def digest_of(desk: Desk, reference: str) -> str:
    """What is kept of a reference, however it was typed.

    Raises:
        NotFound: it cannot be one.
    """
    text = re.sub(r"[\s-]", "", reference).upper().translate(_alike)
    if not _whole.fullmatch(text):
        raise NotFound
    secret = (await desk.keys.ensure({DIGEST_KEY}))[DIGEST_KEY]
    return body_digest(secret, b"referral reference\0" + text.encode())


async def claim(connection: Connection, digest: str, subject: str, at: datetime) -> bool:
    """Take a reference for a referral; False if it was made before."""
    done = await connection.execute(
        "insert into referral_references (digest, subject, position, made_at)"
        " values (%s, %s, 0, %s) on conflict do nothing",
        [digest, subject, at],
    )
    return done.rowcount == 1


async def place(connection: Connection, digest: str, position: int) -> None:
    """Say at which position of its case the referral of a reference stands."""
    await connection.execute(
        "update referral_references set position = %s where digest = %s", [position, digest]
    )


async def follow(desk: Desk, reference: str) -> ReferralFollowed:
    """What became of the referral that a reference was given for; reasons are opened and noted.

    Raises:
        NotFound: no referral has this reference.
    """
    digest = await digest_of(desk, reference)
    async with desk.pool.connection() as connection:
        row = await (
            await connection.execute(
                "select subject, position from referral_references where digest = %s", [digest]
            )
        ).fetchone()
        if row is None or row[1] == 0:
            raise NotFound
        subject, position = row
        referred, answer = await _answer(connection, subject, position)
        if not isinstance(answer, ReferralDeclined):
            return _told(referred, answer)
        await note_opening(
            desk,
            connection,
            somebody,
            subject=subject,
            purpose="reasons for the referrer",
            seals=1,
        )
    (reasons,) = await desk.sealer.open_many(subject, [answer.rationale])
    return _told(referred, answer).model_copy(update={"reasons": reasons})


async def _answer(
    connection: Connection, subject: str, position: int
) -> tuple[CaseReferred, Event | None]:
    """The referral at a position, and the answer to it: one before it is made anew."""
    rows = await connection.execute(
        "select name, version, body from events where subject = %s and position >= %s"
        " order by position",
        [subject, position],
    )
    events = [decode(name, version, bytes(body)) async for name, version, body in rows]
    referred = events[0]
    if not isinstance(referred, CaseReferred):
        raise NotFound
    for event in events[1:]:
        if isinstance(event, ReferralAccepted | ReferralDeclined):
            return referred, event
        if isinstance(event, CaseReferred):
            break
    return referred, None


def _told(referred: CaseReferred, answer: Event | None) -> ReferralFollowed:
    match answer:
        case ReferralAccepted(as_what=as_what, accepted_on=on):
            return ReferralFollowed(
                state="accepted",
                referred_on=referred.referred_on,
                answered_on=on,
                accepted_as=as_what,
            )
        case ReferralDeclined(declined_on=on):
            return ReferralFollowed(
                state="declined", referred_on=referred.referred_on, answered_on=on
            )
        case _:
            return ReferralFollowed(state="waiting", referred_on=referred.referred_on)
