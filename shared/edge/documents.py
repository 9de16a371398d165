"""The documentation of an interface as a page of our own: nothing is loaded from elsewhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_style = """
body { font-family: system-ui, sans-serif; line-height: 1.5; margin: 0; color: #0b0c0c; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
section { border-top: 2px solid #b1b4b6; margin-top: 2rem; }
code { overflow-wrap: anywhere; }
pre { background: #f3f2f1; padding: 0.75rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; overflow-wrap: anywhere; }
caption { text-align: left; font-weight: bold; }
th, td { text-align: left; border-bottom: 1px solid #b1b4b6; padding: 0.25rem; }
a { color: #1d70b8; }
a:focus, summary:focus, pre:focus { outline: 3px solid #ffdd00; color: #0b0c0c; }
"""
_methods = ("get", "post", "put", "patch", "delete")
_pages = jinja2.Environment(autoescape=True, undefined=jinja2.ChainableUndefined)


def serve_documents(app: FastAPI) -> None:
    """Serve `/docs` from the application's own OpenAPI document, with its examples."""
    page = _pages.from_string(Path(__file__).with_name("documents.html").read_text("utf-8"))

    async def documents(_request: Request) -> Response:
        document = app.openapi()
        return HTMLResponse(
            page.render(info=document["info"], operations=list(_operations(document)))
        )

    async def style(_request: Request) -> Response:
        return Response(_style, media_type="text/css")

    app.add_route("/docs", documents, include_in_schema=False)
    app.add_route("/docs.css", style, include_in_schema=False)


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        for method in _methods:
            if method in methods:
                yield _operation(path, method, methods[method])


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    contents = operation.get("requestBody", {}).get("content", {})
    examples = [
        example
        for content in contents.values()
        for example in content.get("examples", {}).values()
    ]
    schemas = [content["schema"] for content in contents.values() if "schema" in content]
    return {
        "anchor": f"{method}{path.replace('/', '-').replace('{', '').replace('}', '')}",
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "signed_in": bool(operation.get("security")),
        "parameters": operation.get("parameters", []),
        "examples": [
            {"summary": example.get("summary", ""), "text": _text(example["value"])}
            for example in examples
        ],
        "fields": "\n\n".join(_text(schema) for schema in schemas),
        "answers": [
            (status, told.get("description", ""), _example(told))
            for status, told in operation.get("responses", {}).items()
        ],
    }


def _example(told: dict[str, Any]) -> str:
    """What a success answers; a refusal says the same everywhere."""
    content = told.get("content", {}).get("application/json", {})
    return _text(content["example"]) if "example" in content else ""


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
