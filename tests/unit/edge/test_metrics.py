"""Metrics are there when they are needed most: while the database does not answer."""

import asyncio

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from shared.edge import health


async def hangs() -> None:
    await asyncio.sleep(60)


def test_metrics_are_shown_while_the_database_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "check_seconds", 0.05)
    app = FastAPI()
    app.include_router(health.health_routes({}, hangs))
    answer = TestClient(app, raise_server_exceptions=False).get("/metrics")
    assert answer.status_code == 200
    assert "cspr_http_requests" in answer.text
