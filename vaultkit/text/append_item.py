"""Plans the edit that a plugin wants most often: one more item in the list under a heading."""

from vaultkit.model.edit import Edit, Source
from vaultkit.model.note import Note
from vaultkit.text.parse import parse
from vaultkit.text.splice import append_section, append_to_section, insert_item


def append_item(source: Source, heading: str, text: str, *, note: Note | None = None) -> Edit:
    """Return the edit that adds an item to the list in the section of that heading, letter case apart.

    It goes after the last item of the section, in its style. Where the section has no list, one is begun; where the
    note has no such section, a heading of level 2 is added at its end. ``note`` is the source as it was read, if the
    caller has it. Raises ``RefusedEditError`` unless the result reads as the old note and this item.
    """
    old = note if note is not None and note.digest == source.digest else parse(source.path, source.data)
    section = next((each for each in old.headings if each.title.casefold() == heading.casefold()), None)
    if section is None:
        return append_section(source, heading, text, note=old)
    below = [each.line for each in old.headings if section.line < each.line <= section.end]
    last = min([section.end + 1, *below]) - 1
    items = [each for each in old.items if section.line < each.line <= last and each.parent is None and not each.quoted]
    if items:
        return insert_item(source, items[-1], "after", text, note=old)
    return append_to_section(source, section, text, note=old)
