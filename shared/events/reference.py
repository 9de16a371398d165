"""The reference of the language in Markdown, made from the declarations: `docs/events.md`."""

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

from shared.events.catalogue import CATALOGUE, MAIN_TOPIC, SUBJECT_KINDS, describe

_head = f"""\
# Events

<!-- Made by `python -m shared.events.reference > docs/events.md`; do not edit. -->

All events travel on the topic `{MAIN_TOPIC}`, as CloudEvents 1.0 in Kafka's binary mode.
The key is the subject; the body is the event's JSON alone, without fields that have no value.
A reader ignores fields and types of event that it does not know.
A field without "always" may be absent.

Kinds of subject:
"""

Schema = dict[str, Any]


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _head
    yield from (f"- `{kind}-…`: {what}" for kind, what in SUBJECT_KINDS.items())
    values: dict[str, Schema] = {}
    described = describe()
    for owner in dict.fromkeys(declared.owner for declared in CATALOGUE.values()):
        yield f"\n## Written by {owner}"
        for name, about in described.items():
            if CATALOGUE[name].owner != owner:
                continue
            values |= about["schema"].get("$defs", {})
            yield f"\n### {name}\n\n`{about['type']}`, on {', '.join(about['subjects'])}\n"
            yield from _described(about["schema"])
    yield "\n## Values"
    yield from _values(
        {name: schema for name, schema in values.items() if "enum" not in schema}
    )
    yield "\n## Code sets"
    yield from _values({name: schema for name, schema in values.items() if "enum" in schema})


def _values(values: dict[str, Schema]) -> Iterator[str]:
    for name in sorted(values):
        yield f"\n### {name}\n"
        yield from _described(values[name])


def _described(schema: Schema) -> Iterator[str]:
    yield cleandoc(schema.get("description", ""))
    if "enum" in schema:
        yield "\nCodes: " + ", ".join(f"`{code}`" for code in schema["enum"])
        return
    always = schema.get("required", [])
    yield "\n| field | holds | |\n|---|---|---|"
    for field, holds in schema.get("properties", {}).items():
        yield f"| `{field}` | {_words(holds)} | {'always' if field in always else ''} |"


def _words(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_words(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return ", ".join(f"`{code}`" for code in schema["enum"])
    if schema.get("type") == "array":
        most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list of {_words(schema['items'])}{most}"
    return _plain(schema)


def _plain(schema: Schema) -> str:
    kind = {"string": "text", "integer": "number", "boolean": "yes or no"}[schema["type"]]
    if "format" in schema:
        return {"date": "day", "date-time": "instant"}[schema["format"]]
    if "pattern" in schema:
        return f"text of the form `{schema['pattern'].replace('|', chr(92) + '|')}`"
    if "minimum" in schema:
        return f"{kind} from {schema['minimum']}" + (
            f" to {schema['maximum']}" if "maximum" in schema else ""
        )
    return kind


if __name__ == "__main__":
    print(page(), end="")
