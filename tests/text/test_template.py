"""Templates are filled, their front matter stays valid, and nothing in them is run."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaultkit.disk import packaged
from vaultkit.model.note import Note
from vaultkit.text.parse import parse
from vaultkit.text.template import fill, scalar

DAY = date(2026, 11, 22)


def filled(template: str, **values: str | list[str]) -> str:
    return fill(template, values, DAY, "18:05")


def note(text: str) -> Note:
    read = parse("n.md", text.encode())
    assert read.readable, text
    return read


def texts(read: Note, name: str) -> list[str]:
    found = read.property(name)
    return [value.text for value in found.value.scalars()] if found else []


@pytest.mark.parametrize(
    ("template", "result"),
    [
        ("# {{title}}\n", "# Ada\n"),
        ("{{ title }}", "Ada"),
        ("{{date}} {{time}}", "2026-11-22 18:05"),
        ("{{date:DD.MM.YYYY}} {{time:H [Uhr]}}", "22.11.2026 18 Uhr"),
        ("{{date:dddd, MMMM Do YYYY}}", "Sunday, November 22nd 2026"),
        ("{{date:}}", "2026-11-22"),
        ("{{unknown}} {{title:x}} {{}} {title} {{{title}}}", "{{unknown}} {{title:x}} {{}} {title} {Ada}"),
        ("<% tp.date.now() %> `= this.x` <%* x %>", "<% tp.date.now() %> `= this.x` <%* x %>"),
        ("{{lines}}|", "a b c|"),
        ("{{tags}}", "x, y"),
        ("{{code}}", "{{title}} <% x %>"),
        ("a\r\n{{title}}\r\n", "a\r\nAda\r\n"),
        ("no front matter\n---\nx: {{lines}}\n---\n", "no front matter\n---\nx: a b c\n---\n"),
        ("---\nunclosed: {{title}}\n", "---\nunclosed: Ada\n"),
        ("", ""),
    ],
)
def test_the_body(template: str, result: str) -> None:
    values = {"title": "Ada", "lines": " a\nb\u2028c ", "tags": ["x", "y"], "code": "{{title}} <% x %>"}
    assert fill(template, values, DAY, "18:05") == result


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("name: {{title}}", 'name: "Ada: x"'),
        ("name: {{plain}}", "name: Ada Lovelace"),
        ("name: '{{quote}}'", 'name: "it\'s \\"it\\""'),
        ("name: 'a {{quote}}'", "name: 'a it''s \"it\"'"),
        ('name: "a {{quote}}"', 'name: "a it\'s \\"it\\""'),
        ("name: a {{title}}", 'name: "a Ada: x"'),
        ("name: a {{plain}}", "name: a Ada Lovelace"),
        ('up: "[[{{title}}]]"', 'up: "[[Ada: x]]"'),
        ("cadence: {{number}}", "cadence: 30"),
        ('cadence: "{{number}}"', "cadence: 30"),
        ("met: {{date}}", "met: 2026-11-22"),
        ("met: {{none}}", "met:"),
        ("tags: {{tags}}", 'tags:\n  - x\n  - "a: b"'),
        ("tags: {{nothing}}", "tags: []"),
        ("tags: [person, {{tags}}]", 'tags: [person, x, "a: b"]'),
        ("tags: [{{comma}}]", 'tags: ["a, b"]'),
        ("tags:\n  - {{tags}}", 'tags:\n  - x\n  - "a: b"'),
        ("other:\n  - {{nothing}}\n  - y", "other:\n  - y"),
        ("- {{title}}", '- "Ada: x"'),
        ("# {{title}}", "# Ada: x"),
        ("unknown: {{unknown}}", "unknown: {{unknown}}"),
        ("code: <% tp.x %>", "code: <% tp.x %>"),
        ("text: |\n  {{title}}", 'text: |\n  "Ada: x"'),
        ("how:", "how: at work"),
        ("how: []", "how: at work"),
        ("how: mine", "how: mine"),
        ("  how:", "  how:"),
        ("how: # where", "how: # where"),
        ("list:\n  - x\n  - z", 'list:\n  - x\n  - z\n  - "#y"'),
        ("list: []", 'list:\n  - x\n  - "#y"'),
        ("list:", 'list:\n  - x\n  - "#y"'),
        ("list:\n- {{title}}", 'list:\n- "Ada: x"\n- x\n- "#y"'),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_stays_valid(line: str, result: str, end: str) -> None:
    values = {"title": "Ada: x", "plain": "Ada Lovelace", "quote": 'it\'s "it"', "number": "30", "none": " "}
    lists = {"tags": ["x", "a: b"], "nothing": [], "list": ["X", "x", "#y"][1:]}
    template = f"---\n{line}\n---\nbody\n".replace("\n", end)
    written = fill(template, {**values, **lists, "comma": "a, b", "how": "at work"}, DAY)
    assert written == f"---\n{result}\n---\nbody\n".replace("\n", end)


HARD = (
    *("NO", "no", "null", "~", "true", "0123", "12:30", "+4791122333", "1e3", "0x1F", "1_000", "2026-11-22", ".inf"),
    *("- x", "? x", ": x", "x:", "x: y", "x #y", "#x", "&a", "*a", "!t", "|", ">", "%x", "@x", "`x`", "'x'", '"x"'),
    *("[x]", "{x}", "[[x]]", "{{title}}", "x, y", "a\\b", "---", "...", "a\tb", "é 中 😀", "\x07", "\u202e", "=", "<<"),
    *("30", "1.5", "1.0", "007", "5.", "-1", "y", "On", "a\u2028b", "\ufeffx", "x\ufeff", "\x85", "2026-02-30", "\x7f"),
)
values = st.one_of(st.text(st.characters(exclude_categories=["Cs", "Co"])), st.sampled_from(HARD))
FRAMES = (
    "v: {{v}}",
    'v: "{{v}}"',
    "v: '{{v}}'",
    "v: [{{v}}]",
    "v: [a, {{v}}]",
    'v: ["{{v}}"]',
    "v:\n  - {{v}}",
    "v:",
)


def normal(text: str) -> str:
    """What a value says on one line: what YAML allows in no text is a blank."""
    unseen = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
    return " ".join(unseen.sub(" ", text).split())


@given(value=values, frame=st.sampled_from(FRAMES))
@example("\ufeff", "v: {{v}}")
def test_a_value_reads_back_as_it_is(value: str, frame: str) -> None:
    written = fill(f"---\na: 1\n{frame}\nz: 1\n---\nbody\n", {"v": value}, DAY)
    read = note(written)
    assert [each.name for each in read.properties] == ["a", "v", "z"]
    wanted = normal(value)
    if not wanted:
        return
    found = read.property("v")
    assert found is not None
    last = found.value.items[-1] if found.value.kind == "list" else found.value
    assert last.text == wanted
    assert last.data is not None


@given(items=st.lists(values.filter(lambda text: bool(normal(text))), max_size=4), frame=st.sampled_from(FRAMES[:-1]))
def test_a_list_reads_back_as_it_is(items: list[str], frame: str) -> None:
    if "'" in frame or '["' in frame:
        return
    written = fill(f"---\n{frame}\nz: 1\n---\n", {"v": items}, DAY)
    wanted = [normal(item) for item in items]
    assert texts(note(written), "v") == (["a", *wanted] if "[a" in frame else wanted)


@example("\ufffd", "v: 'a {{v}} b'")
@given(value=values, frame=st.sampled_from(["v: a {{v}} b", 'v: "a {{v}} b"', "v: 'a {{v}} b'"]))
def test_a_value_inside_a_text_reads_back_as_it_is(value: str, frame: str) -> None:
    written = fill(f"---\n{frame}\nz: 1\n---\nbody\n", {"v": value}, DAY)
    assert [normal(text) for text in texts(note(written), "v")] == [normal(f"a {normal(value)} b")]


@given(
    template=st.one_of(
        st.text(), st.lists(st.sampled_from(["---\n", "{{", "}}", "v", ": ", "\n", "- ", '"', "[", "#"])).map("".join)
    )
)
def test_no_template_raises(template: str) -> None:
    assert isinstance(fill(template, {"v": "x", "l": ["a"]}, DAY), str)


@given(body=st.text(), value=st.text())
def test_without_placeholders_a_template_is_what_it_makes(body: str, value: str) -> None:
    text = body.replace("{", "")
    assert fill(text, {"title": value}, DAY) == text or text.startswith(("---", "\ufeff---"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("O'Brien", "O'Brien"),
        ("at the meetup in Oslo, 2026", "at the meetup in Oslo, 2026"),
        ("30", "30"),
        ("2026-11-22", "2026-11-22"),
        ("2w", "2w"),
        ("NO", '"NO"'),
        ("null", '"null"'),
        ("0123", '"0123"'),
        ("12:30", '"12:30"'),
        ("[[x]]", '"[[x]]"'),
        ("#x", '"#x"'),
    ],
)
def test_only_what_needs_quotes_has_them(text: str, written: str) -> None:
    assert scalar(text) == written


def test_the_shipped_person_needs_no_placeholder_of_ours() -> None:
    template = (Path(packaged.templates()) / "person.md").read_text("utf-8")
    assert fill(template, {}, DAY) == template
    written = filled(
        template, title="Ada", how_met="at work", met_on="2026-11-01", cadence="30", tags=["x"], interests=["a"]
    )
    read = note(written)
    assert read.problems == ()
    assert texts(read, "tags") == ["person", "x"]
    assert texts(read, "interests") == ["a"]
    assert (texts(read, "how_met"), texts(read, "met_on"), texts(read, "cadence")) == (
        ["at work"],
        ["2026-11-01"],
        ["30"],
    )
    assert [heading.title for heading in read.headings] == ["Interactions"]


@pytest.mark.parametrize("name", ["person.md", "dashboard.md", "daily.md"])
def test_shipped_templates_are_sound_notes(name: str) -> None:
    template = (Path(packaged.templates()) / name).read_text("utf-8")
    read = note(filled(template, title="Ada"))
    assert read.problems == ()
    assert read.headings
