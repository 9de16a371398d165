"""What the documents of an interface say of its refusals is what a caller gets."""

from shared.edge.described import describe_refusals


def test_every_route_that_asks_who_tells_its_refusals_as_problems() -> None:
    framework = {
        "422": {"content": {"x": {"$ref": "#/components/schemas/HTTPValidationError"}}}
    }
    document = {
        "components": {"schemas": {"HTTPValidationError": {}, "ValidationError": {}}},
        "paths": {
            "/cases/{case}": {"get": {"responses": dict(framework)}},
            "/cases": {"post": {"responses": {"409": {"description": "Held."}, **framework}}},
            "/health/live": {"get": {"responses": {"200": {}}}},
        },
    }
    found = describe_refusals(describe_refusals(document))
    one = found["paths"]["/cases/{case}"]["get"]["responses"]
    assert sorted(one) == ["400", "401", "403", "404", "503"]
    example = one["404"]["content"]["application/problem+json"]["example"]
    assert (example["status"], example["title"]) == (404, "Not found")
    many = found["paths"]["/cases"]["post"]["responses"]
    assert sorted(many) == ["400", "401", "403", "409", "422", "503"]
    assert many["409"]["description"] == "Held."
    assert found["paths"]["/health/live"]["get"]["responses"] == {"200": {}}
    assert sorted(found["components"]["schemas"]) == ["Problem"]
