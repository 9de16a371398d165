"""The printed report through the interface: previewed, kept once, opened again, sealed."""

from hashlib import sha256

from shared.edge.identity import Actor, Role
from shared.events.sealed import narrative_key
from tests.integration.reporting.test_reports import officer, told
from tests.support.cases import SWINDON
from tests.support.reporting import Reporting


async def test_a_report_is_previewed_printed_once_and_opened_again(r: Reporting) -> None:
    case = await told(r)
    address = f"/cases/{case}/panel-report"
    preview = await r.get(f"{address}/preview.pdf", officer)
    assert preview.status_code == 200 and preview.content.startswith(b"%PDF-")
    assert await r.rows("select 1 from panel_documents") == []
    made = await r.post(f"{address}/documents", officer, {})
    again = await r.post(f"{address}/documents", officer, {})
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    package = (await r.get(address, officer)).json()
    assert made.json()["document_digest"] == package["document_digest"]
    pdf = await r.get(made.json()["address"], officer)
    assert pdf.headers["content-type"] == "application/pdf"
    assert len(pdf.content) == made.json()["size_bytes"]
    ((body,),) = await r.rows("select body from panel_documents where subject = %s", case)
    assert sha256(body).hexdigest() == made.json()["ciphertext"]
    assert not bytes(body).startswith(b"%PDF-")
    events = await r.rows("select name from events where subject = %s order by position", case)
    assert [name for (name,) in events].count("PanelReportRendered") == 1
    noted = await r.rows("select purpose from access_notes where subject = %s", case)
    assert ("Printed Panel report",) in noted


async def test_who_may_not_read_the_texts_gets_no_document(r: Reporting) -> None:
    case = await told(r)
    address = f"/cases/{case}/panel-report"
    for who, status in (
        ("officer-wiltshire", 403),
        ("operator", 403),
        ("reporting-E06000030", 404),
    ):
        assert (await r.get(f"{address}/preview.pdf", who)).status_code == status
        assert (await r.post(f"{address}/documents", who, {})).status_code == status
    assert (await r.post(f"{address}/documents", "auditor", {})).status_code == 403
    # sees that every case exists, and reads those of another area alone
    both = Actor(
        "both", "X", frozenset({Role.OPERATOR, Role.REPORTING_OFFICER}), frozenset({SWINDON})
    )
    header = {"authorization": f"Bearer {r.issuer.token(both)}"}
    refused = await r.client.get(f"{address}/preview.pdf", headers=header)
    assert refused.status_code == 403 and "not yours" in refused.text
    unknown = await r.get(f"{address}/documents/{'0' * 64}.pdf", officer)
    assert unknown.status_code == 404


async def test_once_the_key_is_destroyed_no_document_is_printed_or_opened(r: Reporting) -> None:
    case = await told(r)
    address = f"/cases/{case}/panel-report"
    made = (await r.post(f"{address}/documents", officer, {})).json()
    await r.app.state.desk.sealer._keys.destroy(narrative_key(case))
    assert (await r.get(made["address"], officer)).status_code == 404


async def test_a_case_without_a_decision_has_nothing_to_print(r: Reporting) -> None:
    case = await told(r)
    refused = await r.get(f"/cases/{case}/panel-report/preview.pdf", officer, round=2)
    assert refused.status_code == 409 and "no decision" in refused.text


async def test_the_button_of_the_register_prints_and_leads_to_the_document(
    r: Reporting,
) -> None:
    case = await told(r)
    as_browser = {**r.as_(officer), "accept": "text/html"}
    form = {"case": case, "round": "1"}
    page = await r.client.post("/submissions/print", data=form, headers=as_browser)
    assert page.status_code == 303
    (kept,) = (await r.get(f"/cases/{case}/panel-report/documents", officer)).json()[
        "documents"
    ]
    assert page.headers["location"] == kept["address"]
    register = await r.client.get("/submissions", headers=as_browser)
    assert f"/cases/{case}/panel-report/preview.pdf?round=1" in register.text
