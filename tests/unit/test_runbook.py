"""What the check of a runbook lets pass, and what it finds."""

import pytest

from tests.support.runbook import Block, blocks, is_as_said

page = """
Look:

```
$ cspr parked list   # exit status 1
service\tsubject
reviews\tcase-01a20f0d-7c1e-7471-9a52-0d6c1f5b3a44
$ CASE=$(cspr parked list | cut -f2)
```

```json
{"no": "command"}
```
"""
said = """case-01a20f0d-7c1e-7471-9a52-0d6c1f5b3a44 at 2026-11-24 19:30 UTC, 3 waiting
…
digest 2f3e60645e0d1ed14239be1e7ff1ac62, by …
the end
"""


def test_a_page_is_read_as_commands_with_their_status_and_what_they_print() -> None:
    assert list(blocks(page)) == [
        Block(
            "cspr parked list",
            1,
            "service\tsubject\nreviews\tcase-01a20f0d-7c1e-7471-9a52-0d6c1f5b3a44\n",
        ),
        Block("CASE=$(cspr parked list | cut -f2)", 0, ""),
    ]


@pytest.mark.parametrize("between", ["", "a line\n", "a line\nand another\n"])
def test_times_ids_numbers_and_what_is_left_out_may_differ(between: str) -> None:
    found = (
        "case-01a30000-0000-7000-8000-000000000000 at 2027-01-01 00:00 UTC, 12 waiting\n"
        f"{between}digest 0000000000000000000000000000000a, by operator:7\nthe end\n"
    )
    assert is_as_said(found, said)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("waiting", "applied"),
        ("the end", "no end"),
        ("the end\n", "the end\nmore\n"),
        (" by", ""),
    ],
)
def test_other_words_are_found(right: str, wrong: str) -> None:
    assert is_as_said(said, said)
    assert not is_as_said(said.replace(right, wrong), said)
