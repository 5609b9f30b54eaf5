"""Names and messages as one line that shows every character, so that none can forge or hide another line."""

_JOINERS = "\u200c\u200d"
"""Letters of some scripts, and emoji, are joined by these; they move nothing."""


def visible(text: str) -> str:
    r"""Return text with each character that a terminal would obey, not show, written as ``\n`` or ``\u202e``."""
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter.isprintable() or letter in _JOINERS
        else letter.encode("unicode_escape", "surrogatepass").decode()
        for letter in text
    )
