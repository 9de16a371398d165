"""A body that is too big is refused at once, and read on a little so that the words arrive."""

from starlette.types import Message, Receive, Scope, Send

from shared.edge import around
from shared.edge.around import BodyLimit

most = 10


async def never_asked(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("the application was asked")


async def refused(chunks: list[bytes], announced: int | None) -> list[str]:
    """What happens on the connection, in its order."""
    happened: list[str] = []
    left = list(chunks)

    async def receive() -> Message:
        body = left.pop(0)
        happened.append(f"read {len(body)}")
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            happened.append(str(message["status"]))
        else:
            more = "goes on" if message.get("more_body") else "ends"
            happened.append(f"{'words' if message['body'] else 'nothing'}, {more}")

    length = [] if announced is None else [(b"content-length", str(announced).encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": length}
    await BodyLimit(never_asked, most)(scope, receive, send)
    return happened


async def test_what_announces_too_much_is_answered_before_it_is_read() -> None:
    assert await refused([b"x" * 8, b"x" * 8], 16) == [
        "413",
        "words, goes on",
        "read 8",
        "read 8",
        "nothing, ends",
    ]


async def test_what_turns_out_too_long_is_answered_there_and_read_on() -> None:
    assert await refused([b"x" * 8, b"x" * 8, b"x"], None) == [
        "read 8",
        "read 8",
        "413",
        "words, goes on",
        "read 1",
        "nothing, ends",
    ]


async def test_what_is_there_already_is_not_waited_for() -> None:
    assert await refused([b"x" * 16], None) == ["read 16", "413", "words, ends"]


async def test_no_more_is_read_on_than_a_bound() -> None:
    chunk = b"x" * (around.lingering_bytes // 2)
    happened = await refused([chunk] * 5, len(chunk) * 5)
    assert happened.count(f"read {len(chunk)}") == 3
    assert happened[-1] == "nothing, ends"
