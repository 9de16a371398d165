"""The example in docs/ledger.md does what the page says."""

import re
import subprocess
import sys
from pathlib import Path

from tests.support.ledger import verifier

page = (Path(__file__).resolve().parents[3] / "docs" / "ledger.md").read_text()


def test_the_receipt_on_the_page_is_checked_with_the_words_on_the_page(tmp_path: Path) -> None:
    receipt, command, answer = re.findall(r"```(?:json)?\n(.*?)```", page, re.DOTALL)[:3]
    (tmp_path / "receipt.json").write_text(receipt)
    done = subprocess.run(
        [sys.executable, str(verifier), *command.split()[2:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, answer), done.stderr
