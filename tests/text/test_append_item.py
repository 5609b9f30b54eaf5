"""One more item in the list under a heading: after the last one, or where the first belongs."""

from hashlib import sha256

import pytest

from vaultkit.errors import RefusedEditError
from vaultkit.model.edit import Source
from vaultkit.text.append_item import append_item
from vaultkit.text.parse import parse

CASES = {
    "": "## Notes\n\n- new\n",
    "# A\n": "# A\n\n## Notes\n\n- new\n",
    "## Notes\n": "## Notes\n\n- new\n",
    "## notes\n\n* one\n  * nested\n\nText.\n": "## notes\n\n* one\n  * nested\n* new\n\nText.\n",
    "## Notes\n\nText.\n\n1. one\n2. two\n\n### Below\n\n- not here\n": (
        "## Notes\n\nText.\n\n1. one\n2. two\n3. new\n\n### Below\n\n- not here\n"
    ),
    "## Notes\r\n- one": "## Notes\r\n- one\r\n- new",
    "## Notes\n\n> - quoted\n": "## Notes\n\n> - quoted\n\n- new\n",
    "## Notes\n\n### Below\n\n- not here\n": "## Notes\n\n- new\n\n### Below\n\n- not here\n",
}


@pytest.mark.parametrize("before", CASES)
def test_it_is_in_its_place(before: str) -> None:
    data = before.encode()
    source = Source("n.md", data, sha256(data).hexdigest())

    assert append_item(source, "Notes", "new").applied(data).decode() == CASES[before]
    assert append_item(source, "Notes", "new", note=parse("n.md", data)).applied(data).decode() == CASES[before]


def test_a_note_of_other_bytes_is_not_believed() -> None:
    data = b"## Notes\n- one\n"
    source = Source("n.md", data, sha256(data).hexdigest())

    edit = append_item(source, "Notes", "new", note=parse("n.md", b"# Other\n"))

    assert edit.applied(data) == b"## Notes\n- one\n- new\n"


def test_what_would_not_be_one_item_is_refused() -> None:
    data = b"## Notes\n- one\n```\nopen\n"
    with pytest.raises(RefusedEditError):
        append_item(Source("n.md", data, sha256(data).hexdigest()), "Else", "new")
