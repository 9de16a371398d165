"""One door for what partners send, over Kafka and over HTTP, with the same answer.

Promises: every message has a row in `inbox`, refused and unreadable ones too; the same
(`source`, `id`) is decided once, whichever way and however often it comes; what could name a
person is sealed before it is decided on; one bad message never holds up another.
"""
