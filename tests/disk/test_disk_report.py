"""What changes come to in words."""

from vaultkit.disk.report import diff, written
from vaultkit.model.edit import Change, Create, Edit, Move, Written

FILES = {"a.md": b"# A\n\n- one\n- two\n", "b.md": b"- one\r\n- two", "c.md": b"\xff\n"}


def read(path: str) -> bytes:
    return FILES[path]


def test_a_line_that_is_put_in() -> None:
    change = Edit("a.md", "", 5, 5, b"- new\n")
    assert written([change], read) == (Written("a.md", 3, "- new"),)
    assert diff([change], read) == "--- a/a.md\n+++ b/a.md\n@@ -1,4 +1,5 @@\n # A\n \n+- new\n - one\n - two\n"


def test_a_line_after_one_without_an_end_is_the_only_one_written() -> None:
    change = Edit("b.md", "", 12, 12, b"\r\n- new")
    assert written([change], read) == (Written("b.md", 3, "- new"),)
    assert "\\ No newline at end of file" in diff([change], read)


def test_several_edits_of_one_file_are_one_text() -> None:
    changes = [Edit("a.md", "", 17, 17, b"- last\n"), Edit("a.md", "", 0, 0, b"first\n")]
    assert written(changes, read) == (Written("a.md", 1, "first"), Written("a.md", 6, "- last"))
    assert diff(changes, read).count("+++ ") == 1


def test_new_and_moved_files_are_one_line_each() -> None:
    changes: list[Change] = [Create("d.md", b"x\ny\n"), Move("a.md", "", "Old/a.md")]
    assert written(changes, read) == (Written("d.md", 1, ""), Written("Old/a.md", 1, ""))
    said = diff(changes, read)
    assert said.startswith("--- /dev/null\n+++ b/d.md\n")
    assert said.endswith("rename from a.md\nrename to Old/a.md\n")


def test_of_a_block_only_the_first_line_is_named() -> None:
    change = Edit("a.md", "", 5, 17, b"- 1\n\n- 2\n")
    assert written([change], read, blocks=True) == (Written("a.md", 3, "- 1"),)
    assert written([change], read) == (Written("a.md", 3, "- 1"), Written("a.md", 5, "- 2"))


def test_bytes_that_are_no_text_can_be_shown() -> None:
    assert written([Edit("c.md", "", 2, 2, b"x\n")], read) == (Written("c.md", 2, "x"),)
