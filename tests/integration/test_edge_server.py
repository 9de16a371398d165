"""The edge behind a real web server: what is too big is refused without reading it all."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from tests.unit.edge.world import application


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(application(tmp_path), log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_a_body_of_5_mb_is_answered_in_words(address: str) -> None:
    for _ in range(5):
        answer = httpx.post(f"{address}/incidents", content=b"x" * 5_000_000)
        assert answer.status_code == 413 and "1024 KiB" in answer.json()["detail"]
    assert httpx.get(f"{address}/health/live").status_code == 200


def test_a_body_without_an_end_is_answered_before_it_ends(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            b"POST /incidents HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        sent, began = 0, time.monotonic()
        try:
            while time.monotonic() - began < 10 and sent < 50_000_000:
                connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                sent += 0x10000
        except OSError:
            pass
        assert b"413" in connection.recv(4096)
    assert sent < 20_000_000
