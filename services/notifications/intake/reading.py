"""What a message says: its identity, its type and its body, or what is wrong with it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from services.notifications.intake.arrived import Arrived, Key
from services.notifications.intake.inbound import REPORT, Facts, Message, message_types
from services.notifications.intake.sealing import check_children
from shared.edge.refusals import BadInput, Fault, TooBig
from shared.edge.strict_json import check_text, parse
from shared.edge.words import correct_it, in_words
from shared.events.values import MessageSource, Reference

structured = "application/cloudevents+json"
batched = "application/cloudevents-batch+json"
max_bytes = 256 * 1024
_source = TypeAdapter(MessageSource)
_id = TypeAdapter(Reference)
_of_the_envelope = ("id", "message_id", "source", "type", "specversion")


@dataclass(frozen=True, slots=True)
class Read:
    """A message as it was understood; with `faults`, it says nothing that could be done.

    `same` are the bytes that are equal for messages that say the same, whichever way they
    came; whoever keeps them keeps a keyed digest.
    """

    arrived: Arrived
    key: Key
    identified: bool
    type: str | None
    message: Message | None
    faults: tuple[Fault, ...]
    too_big: bool = False
    same: bytes = field(default=b"", repr=False)


def read(arrived: Arrived) -> Read:
    """Read a message; never raises for what was sent, whatever it is."""
    said = _Said(arrived)
    faults: tuple[Fault, ...] = ()
    message: Message | None = None
    try:
        said.open()
        message = said.understand()
    except BadInput as bad:
        faults = bad.faults
    key = said.key()
    return Read(
        arrived=arrived,
        key=key or arrived.unidentified(),
        identified=key is not None,
        type=said.type if said.type in message_types else None,
        message=message,
        faults=faults,
        too_big=said.too_big,
        same=said.same(),
    )


class _Said:
    """Envelope and body of one message, as far as they could be read."""

    def __init__(self, arrived: Arrived) -> None:
        self._arrived = arrived
        self._plain = False
        self._opened = False
        self._data: Any = None
        self._envelope: Mapping[str, Any] = arrived.attributes
        self.too_big = False

    @property
    def type(self) -> str | None:
        named = self._envelope.get("type")
        supposed = self._arrived.supposed.get("type", REPORT) if self._plain else None
        return named if isinstance(named, str) else supposed

    def open(self) -> None:
        """Take the message apart: one of three forms, told by its headers."""
        media = (self._arrived.content_type or "").partition(";")[0].strip().lower()
        self._plain = media != structured and "specversion" not in self._arrived.attributes
        if media == batched:
            _refuse("", "It is a batch of events.", "Send each event by itself.")
        self._check_headers()
        document = self._parsed()
        if media == structured:
            self._open_structured(document)
        elif self._plain:
            self._open_plain(document)
        else:
            self._data = document
        self._opened = True

    def _check_headers(self) -> None:
        for name, value in self._arrived.attributes.items():
            if value is None:
                _refuse(
                    name if name in _of_the_envelope else "",
                    "A header of the message has no value, or one that is not text.",
                    "Send each header with a value, as UTF-8.",
                )
            if (fault := check_text(value)) is not None:
                _refuse(name if name in _of_the_envelope else "", fault.what, fault.remedy)

    def _parsed(self) -> object:
        try:
            if self._arrived.unread is not None:
                raise TooBig(max_bytes)
            return parse(self._arrived.body, max_bytes=max_bytes)
        except TooBig:
            self.too_big = True
            raise

    def _open_structured(self, document: object) -> None:
        if not isinstance(document, dict):
            _refuse("", "It is not an object.", "Send a CloudEvent in curly brackets.")
        self._envelope = {name: said for name, said in document.items() if name != "data"}
        if "data_base64" in document:
            _refuse("data_base64", "Encoded data are not read here.", "Send `data` as JSON.")
        if "data" not in document:
            _refuse("data", "It is missing.", "Send what happened as `data`.")
        self._data = document["data"]

    def _open_plain(self, document: object) -> None:
        if not isinstance(document, dict):
            _refuse("", "It is not an object.", "Send an object in curly brackets.")
        named = {name: document[name] for name in _of_the_envelope if name in document}
        named.setdefault("id", named.get("message_id", self._arrived.supposed.get("id")))
        named.setdefault("source", f"/partner/{self._arrived.sender.name}")
        self._envelope = {name: said for name, said in named.items() if said is not None}
        rest = {name: said for name, said in document.items() if name not in named}
        implied = self._arrived.supposed.get("data", {})
        self._data = {**implied, **rest}

    def key(self) -> Key | None:
        """The identity; None if the message does not have one that can be kept."""
        envelope = self._envelope
        if self._plain and not self._opened:
            source = f"/partner/{self._arrived.sender.name}"
            envelope = {"source": source, "id": self._arrived.supposed.get("id")}
        try:
            source = _source.validate_python(envelope.get("source"), strict=True)
            id_ = _id.validate_python(envelope.get("id"), strict=True)
        except ValidationError:
            return None
        return Key(self._arrived.sender.name, source, id_)

    def understand(self) -> Message:
        """What the message says.

        Raises:
            BadInput: it is not complete, not of a known type, or not as that type is declared.
        """
        self._check_envelope()
        kind = message_types.get(self.type or "")
        if kind is None:
            _refuse(
                "type",
                "It is not a type of message that is known here.",
                f"Use one of: {', '.join(message_types)}.",
            )
        try:
            message = kind.model_validate_json(json.dumps(self._data))
        except ValidationError as error:
            raise in_words(error) from None
        if isinstance(message, Facts):
            check_children(message, self._arrived.at)
        return message

    def _check_envelope(self) -> None:
        version = self._envelope.get("specversion", "1.0" if self._plain else None)
        if version != "1.0":
            _refuse("specversion", "It is not 1.0.", "Send `specversion` with the value 1.0.")
        for name, form in (("source", _source), ("id", _id)):
            if self._envelope.get(name) is None:
                _refuse(
                    name,
                    "It is missing.",
                    "Send it: source and id together name a message, so that it can be sent "
                    "again without being taken twice.",
                )
            try:
                form.validate_python(self._envelope[name], strict=True)
            except ValidationError:
                _refuse(
                    name,
                    "It is not in the expected form.",
                    "Use printable ASCII characters: up to 200 without spaces for a source, up "
                    "to 100 for an id.",
                )

    def same(self) -> bytes:
        """Equal for messages that say the same, in whichever of the three forms."""
        if self._arrived.unread is not None:
            return b"unread\n" + self._arrived.unread.digest
        if not self._opened:
            return b"as sent\n" + self._arrived.body
        data = self._data
        if isinstance(data, dict):
            own = ("corrects_source", "withdraws_source")
            given = self._envelope.get("source")
            data = {k: v for k, v in data.items() if not (k in own and v == given)}
        told = json.dumps([self.type, data], sort_keys=True, separators=(",", ":"))
        return told.encode()


def _refuse(where: str, what: str, remedy: str = correct_it) -> NoReturn:
    raise BadInput(Fault(where, what, remedy))
