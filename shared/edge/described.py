"""The documented answers of every route: what is refused, as the problem that it is."""

from typing import Any

Document = dict[str, Any]
_media = "application/problem+json"
_reference = "01912f6c-6f0b-7c3e-9a51-0d5c1f2b3a4e"
_refusals: dict[str, tuple[str, str]] = {
    "400": ("Bad input", "It is not a date. Send it as YYYY-MM-DD, such as 2025-03-31."),
    "401": ("Not signed in", "You are not signed in, or your sign-in is not valid."),
    "403": ("Not allowed", "Your role does not allow this."),
    "404": ("Not found", "There is nothing here that you may see."),
    "409": ("This cannot be done", "The rapid review has not been completed."),
    "422": ("This cannot be done", "The day lies in the future."),
    "503": ("Not ready", "This is recorded but not shown yet; ask again soon."),
}
_problem: Document = {
    "type": "object",
    "description": "RFC 9457; `faults` name each field, what is wrong and what to do.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reference": {"type": "string"},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    name: {"type": "string"} for name in ("field", "what", "remedy")
                },
            },
        },
    },
    "required": ["type", "title", "status", "detail", "reference"],
}


def describe_refusals(document: Document) -> Document:
    """Put our problems in place of the framework's own error, on every route that asks who."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = _problem
    for path, operations in document.get("paths", {}).items():
        for method, operation in operations.items():
            if path.startswith(("/health", "/metrics")) or "responses" not in operation:
                continue
            _describe(operation["responses"], writes=method != "get", named="{" in path)
    return document


def _describe(responses: Document, *, writes: bool, named: bool) -> None:
    if "HTTPValidationError" in str(responses.get("422", "")):
        del responses["422"]
    applies = {"404": named, "409": writes, "422": writes}
    for status, (title, detail) in _refusals.items():
        if applies.get(status, True):
            answer = responses.setdefault(status, {"description": title})
            answer.setdefault("content", {_media: _content(status, title, detail)})


def _content(status: str, title: str, detail: str) -> Document:
    example = {
        "type": "about:blank",
        "title": title,
        "status": int(status),
        "detail": detail,
        "reference": _reference,
    }
    return {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
