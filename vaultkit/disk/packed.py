"""Notes and facts as the bytes that the cache keeps: msgpack of the values' own fields, data that runs no code."""

import msgspec

from vaultkit.model.moment import Json
from vaultkit.model.note import Note

_ENCODER = msgspec.msgpack.Encoder()
_NOTES = msgspec.msgpack.Decoder(Note)
_JSON: msgspec.msgpack.Decoder[Json] = msgspec.msgpack.Decoder()
_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)


def pack(value: Note | Json) -> bytes | None:
    """Return a value as bytes; None for the rare one that cannot be kept (numbers over 64 bits, broken letters)."""
    try:
        return _ENCODER.encode(value)
    except (OverflowError, TypeError, *_BROKEN):
        return None


def unpack_note(blob: bytes) -> Note | None:
    """Return the note that was packed; None where the bytes are none."""
    try:
        return _NOTES.decode(blob)
    except _BROKEN:
        return None


def plain(value: Json) -> Json:
    """Return facts, of whatever values they are made, as ``unpack`` gives them back."""
    return _JSON.decode(_ENCODER.encode(value))


def unpack(blob: bytes) -> Json:
    """Return the facts that were packed. Raises ValueError where the bytes are none."""
    try:
        return _JSON.decode(blob)
    except _BROKEN as error:
        raise ValueError("no msgpack") from error
