"""Handing a mail to mail servers that ask for TLS, for a name, or take nothing."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from services.reviews.reminders.mailing import Away, NotTaken, hand
from tests.support.mail_sink import Sink


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "cspr@p.example", "desk@p.example"
    message.set_content("Überfällig")
    return message


@pytest.fixture
def vouched(tmp_path: Path) -> tuple[ssl.SSLContext, str]:
    """What a server on this machine shows, and who vouches for it: it does so itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), "mail.example"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate is valid by the machine's clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    shown, kept = tmp_path / "certificate.pem", tmp_path / "key.pem"
    shown.write_bytes(certificate.public_bytes(Encoding.PEM))
    kept.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(shown, kept)
    return context, str(shown)


@asynccontextmanager
async def serving(**options: Any) -> AsyncIterator[Sink]:
    loop = asyncio.get_running_loop()
    sink = Sink()
    server = await loop.create_server(lambda: SMTP(sink, loop=loop, **options), "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()


async def test_tls_is_begun_with_a_server_that_somebody_vouches_for(
    vouched: tuple[ssl.SSLContext, str],
) -> None:
    context, certificate = vouched
    async with serving(tls_context=context, require_starttls=True) as sink:
        server = replace(sink.server, security="starttls", authorities=certificate)
        assert await hand(server, mail()) == []
        assert "Überfällig" in sink.mails[0].get_content()
        for other in (replace(server, authorities=None), replace(server, security="tls")):
            with pytest.raises(Away, match="does not answer, or not as it is set"):
                await hand(other, mail())
        with pytest.raises(NotTaken):
            await hand(replace(server, security="none"), mail())
        assert len(sink.mails) == 1


async def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for() -> None:
    async with serving() as sink:
        with pytest.raises(Away):
            await hand(replace(sink.server, security="starttls"), mail())
        assert sink.mails == []


async def test_who_is_not_let_in_waits() -> None:
    def judge(_s: Any, _se: Any, _e: Any, _m: Any, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data == LoginPassword(b"cspr", b"right"), handled=False)

    options = {"authenticator": judge, "auth_required": True, "auth_require_tls": False}
    async with serving(**options) as sink:
        server = replace(sink.server, user="cspr", password="right")
        assert await hand(server, mail()) == []
        with pytest.raises(Away, match="does not let us in") as why:
            await hand(replace(server, password="wrong"), mail())
        assert "wrong" not in str(why.value)


async def test_a_server_that_falls_silent_is_waited_for_no_longer_than_is_set() -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with asyncio.timeout(4):
        with pytest.raises(Away):
            await hand(replace(Sink(port=port).server, seconds=0.5), mail())
    server.close()
