"""A consumer can go silent without an error: noticed, because the broker is asked past it."""

from time import monotonic

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

ask_after_seconds = 20.0
stalled_after_seconds = 60.0


class Stalled(Exception):
    """The log grows and this consumer gives nothing; the process ends and is started again."""


class Silence:
    """How long a consumer has given nothing although there was more to read."""

    def __init__(self) -> None:
        self._since = monotonic()

    def heard(self) -> None:
        """The consumer gave something."""
        self._since = monotonic()

    async def check(self, consumer: AIOKafkaConsumer, who: str) -> None:
        """After a while of silence, ask the broker whether there is more.

        Raises:
            Stalled: there has been more for too long.
        """
        silent = monotonic() - self._since
        if silent < ask_after_seconds:
            return
        if not await _more(consumer):
            self._since = monotonic()
        elif silent > stalled_after_seconds:
            raise Stalled(f"{who} hears nothing, and there is more to read.")


async def _more(consumer: AIOKafkaConsumer) -> bool:
    """Whether a partition that is not paused goes on; a broker that is away has no more."""
    awake = [where for where in consumer.assignment() if where not in consumer.paused()]
    try:
        ends = await consumer.end_offsets(awake)
        return any([await consumer.position(where) < end for where, end in ends.items()])
    except KafkaError:
        return False
