"""The Panel report described for who reads one: `docs/panel-report.md`.

`python -m services.reporting.documents.reference > docs/panel-report.md` writes it.
"""

import json

from services.reporting.documents.package import PanelReport

_head = """\
# The Panel report

<!-- Made by `python -m services.reporting.documents.reference > docs/panel-report.md`. -->

The national Panel offers no interface that we know of.
So cspr makes a package, a person sends it, and records that with its digest.

`GET /cases/{id}/panel-report` answers with `document_digest`, `sealed` and `package`.
It is for the reporting officers of the area and for auditors.
Each opening of its texts is noted.

- `round` asks for an earlier round; without it the latest one is made.
- `sealed=true` leaves each text as ciphertext (`key`, `seal`, `box`), and opens nothing.
- `up_to` makes the package again as of an event: `package.up_to` says which one it was made of.

## The digest

`document_digest` is the SHA-256, in hex, of the canonical package with its texts sealed.
Canonical is UTF-8 JSON, names sorted, no spaces, no field without a value.
No key is needed for it, so anybody who has the log can make the package again and compare.
It stays the same when a text is erased, and when something happens after the report was sent.

```python
raw = json.dumps(package, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
hashlib.sha256(raw.encode()).hexdigest() == document_digest
```

## Its fields

Lists of codes are sorted. What is sealed is shown as its text where it is opened, and as
`[erased]` where its key was destroyed.

```json
"""


def page() -> str:
    """The whole page."""
    schema = json.dumps(PanelReport.model_json_schema(), indent=2, ensure_ascii=False)
    return f"{_head}{schema}\n```\n"


if __name__ == "__main__":
    print(page(), end="")
