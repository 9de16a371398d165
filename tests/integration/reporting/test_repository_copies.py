"""Documents, bags that an archive can check, and copies that somebody asks for."""

import hashlib
import io
import zipfile

from tests.integration.reporting.test_repository import keeper, told
from tests.support.reporting import Reporting

PDF = b"%PDF-1.7 a published report"
pdf = {"content-type": "application/pdf"}


async def deposited(r: Reporting, record: str, name: str = "child-l.pdf") -> str:
    answer = await r.client.post(
        f"/records/{record}/documents",
        params={"name": name},
        content=PDF,
        headers={**r.as_(keeper), **pdf},
    )
    assert answer.status_code == 201, answer.text
    position: str = answer.json()["position"]
    return position


def checked(raw: bytes, record: str) -> dict[str, bytes]:
    """The files of a bag whose checksums are all right."""
    bag = zipfile.ZipFile(io.BytesIO(raw))
    files = {name.removeprefix(f"{record}/"): bag.read(name) for name in bag.namelist()}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in files[manifest].decode().splitlines():
            digest, _, name = line.partition("  ")
            assert hashlib.sha256(files[name]).hexdigest() == digest, name
    assert files["bagit.txt"].startswith(b"BagIt-Version: 1.0\n")
    payload = [body for name, body in files.items() if name.startswith("data/")]
    oxum = f"Payload-Oxum: {sum(map(len, payload))}.{len(payload)}\n"
    assert oxum.encode() in files["bag-info.txt"]
    return files


async def test_a_record_goes_to_an_archive_with_its_documents_and_checksums(
    r: Reporting,
) -> None:
    record = (await told(r))["Child L"]
    position = await deposited(r, record)
    assert await deposited(r, record) == position
    await r.client.get(f"/records/{record}", params={"after": position})
    document = await r.client.get(f"/records/{record}/documents/child-l.pdf")
    assert (document.content, document.headers["content-type"]) == (PDF, "application/pdf")
    first = (await r.client.get(f"/records/{record}/deposit")).content
    assert (await r.client.get(f"/records/{record}/deposit")).content == first
    files = checked(first, record)
    assert files["data/documents/child-l.pdf"] == PDF
    assert b'"title": "Child L"' in files["data/record.json"]
    assert files["data/citation.txt"].startswith(b"Wiltshire (January 2020). Child L.")
    refused = await r.client.post(
        f"/records/{record}/documents?name=x.pdf",
        content=b"<html>",
        headers={**r.as_(keeper), **pdf},
    )
    assert refused.status_code == 400 and "neither a PDF" in refused.text
    await r.post(f"/records/{record}/withdrawal", keeper, {"reason": "entered-twice"})
    assert await r.rows("select 1 from deposited_documents") == []
    assert (await r.client.get(f"/records/{record}/documents/child-l.pdf")).status_code == 404


async def test_a_copy_is_asked_for_answered_and_who_asked_is_let_go_of(r: Reporting) -> None:
    record = (await told(r))["Child P"]
    asker = {"name": "Mx Secretname", "contact": "secret@example.org"}
    asked = await r.client.post(f"/records/{record}/copies", json=asker)
    assert asked.status_code == 201, asked.text
    path = f"/copies/{asked.json()['reference']}"
    (stored,) = await r.rows("select asked_by::text from copy_requests")
    assert "ecret" not in stored[0]
    open_to_all = (await r.client.get(path)).json()
    assert open_to_all["answer"] is None and "ecret" not in str(open_to_all)
    assert (await r.get("/copies", "auditor")).status_code == 403
    (waiting,) = (await r.get("/copies", keeper)).json()["waiting"]
    assert waiting["name"] == "Mx Secretname" and waiting["record"] == record
    noted = await r.rows("select subject, purpose, seals from access_notes")
    assert noted == [(record, "copies asked for", 1)]
    sent = await r.post(f"{path}/answer", keeper, {"answer": "sent"})
    assert sent.status_code == 201 and sent.json()["answer"] == "sent"
    assert (await r.post(f"{path}/answer", keeper, {"answer": "sent"})).status_code == 201
    refused = await r.post(f"{path}/answer", keeper, {"answer": "not-held"})
    assert refused.status_code == 409 and "answered already" in refused.text
    assert (await r.get("/copies", keeper)).json() == {"waiting": []}
    assert await r.rows("select asked_by from copy_requests") == [(None,)]
    assert (await r.client.get("/copies/none")).status_code == 404


async def test_no_more_copies_are_asked_for_than_people_can_answer(r: Reporting) -> None:
    record = (await told(r))["Child P"]
    asker = {"name": "A. Reader", "contact": "reader@example.org"}
    for _ in range(20):
        asked = await r.client.post(f"/records/{record}/copies", json=asker)
        assert asked.status_code == 201
    full = await r.client.post(f"/records/{record}/copies", json=asker)
    assert full.status_code == 409 and "no more can be taken" in full.text
