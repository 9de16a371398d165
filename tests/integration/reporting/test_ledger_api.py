"""A receipt from the interface, checked by the program that knows nothing of us."""

import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from pathlib import Path

import psycopg

from services.reporting.ledger import grow_and_sign
from shared.decisions.clock import SystemClock
from shared.decisions.ids import new_subject
from shared.proof.notes import Signer
from tests.support.ledger import verifier
from tests.support.reporting import Reporting
from tests.unit.reporting.world import died, notified

signer = Signer.generate("cspr.test/ledger")


async def signed(r: Reporting) -> None:
    async with await psycopg.AsyncConnection.connect(r.config.dsn, autocommit=True) as made:
        await grow_and_sign(made, signer, SystemClock())


async def verified(file: Path) -> int | None:
    process = await create_subprocess_exec(
        sys.executable,
        *(str(verifier), "receipt", str(file), "--key", str(signer.verifier)),
        stdout=PIPE,
        stderr=PIPE,
    )
    await process.communicate()
    return process.returncode


async def test_a_receipt_is_checked_without_trusting_us(r: Reporting, tmp_path: Path) -> None:
    case = new_subject("case")
    await r.tell(case, notified("2026-04-01", died()))
    await r.settled("ledger")
    path = f"/receipts/notifications:{case}:1"
    early = await r.get(path, "auditor")
    assert (early.status_code, "ask again" in early.json()["detail"]) == (503, True)
    await signed(r)
    answer = await r.get(path, "officer-wiltshire")
    assert answer.status_code == 200
    file = tmp_path / "receipt.json"
    file.write_text(answer.text, encoding="utf-8", newline="")
    assert await verified(file) == 0
    file.write_text(answer.text.replace('"index": 0', '"index": 1'), newline="")
    assert await verified(file) == 1
    checkpoint = await r.get("/ledger/checkpoint", "auditor")
    assert checkpoint.text.splitlines()[:2] == ["cspr.test/ledger", "1"]


async def test_a_receipt_of_another_s_case_is_as_if_it_were_not_there(r: Reporting) -> None:
    case = new_subject("case")
    await r.tell(case, notified("2026-04-01", died()))
    await r.settled("ledger")
    await signed(r)
    stranger = "reporting-E06000030"
    for subject in (case, new_subject("case")):
        answer = await r.get(f"/receipts/notifications:{subject}:1", stranger)
        assert answer.status_code == 404
    wrong = await r.get("/ledger/consistency", "auditor", old=5, new=9)
    assert (wrong.status_code, wrong.json()["faults"][0]["field"]) == (400, "new")
