"""An answer tells of which generations and of which cut it was read; it looks once."""

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from shared.edge.around import Around
from shared.edge.read_from import header, note_read, read_so_far
from shared.folds.reading import ReadFrom

caseload = ReadFrom("caseload", 3, {1: 40, 0: 2})
clocks = ReadFrom("clocks", 1, {0: 2, 1: 41})


def application() -> FastAPI:
    app = FastAPI()

    @app.get("/both")
    async def both() -> int:
        note_read([caseload, clocks])
        return len(read_so_far())

    @app.get("/nothing")
    async def nothing() -> int:
        return len(read_so_far())

    @app.get("/mixed")
    async def mixed() -> None:
        note_read([caseload])
        note_read([clocks])

    @app.post("/acted")
    async def acted() -> None:
        note_read([caseload])
        note_read([caseload])

    app.add_middleware(Around)
    return app


@pytest.fixture
def client() -> AsyncClient:
    return AsyncClient(transport=ASGITransport(application()), base_url="http://test")


async def test_an_answer_names_read_models_with_generation_position_and_cut(
    client: AsyncClient,
) -> None:
    answer = await client.get("/both")
    assert answer.json() == 2
    assert answer.headers[header] == (
        'caseload;generation=3;position=42;at="0:2,1:40",'
        ' clocks;generation=1;position=43;at="0:2,1:41"'
    )
    assert header not in (await client.get("/nothing")).headers


async def test_a_second_snapshot_for_one_answer_is_a_fault_and_a_command_may_look_twice(
    client: AsyncClient,
) -> None:
    assert (await client.get("/mixed")).status_code == 500
    assert (await client.post("/acted")).status_code == 200
