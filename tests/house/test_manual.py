"""The manual: its generated parts are what the program says today, and nothing is left out of it."""

import json
import re
import shutil
from dataclasses import fields
from pathlib import Path

import generate
import pytest
import reference
import reference_api
import reference_schemas
import slices

from vaultkit import api, people, testing
from vaultkit.errors import VaultkitError
from vaultkit.model.property_kind import PropertyKind
from vaultkit.plugins.hookspecs import HookSpecs
from vaultkit.testing import run

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HOOKS = [name for name in vars(HookSpecs) if not name.startswith("_")]


def page(name: str) -> str:
    """Return the text of a page."""
    return (DOCS / name).read_text("utf-8")


def test_the_generated_parts_are_up_to_date() -> None:
    assert [edit.path for edit in generate.plan(DOCS)] == [], "run: python docs/generate.py"


def test_a_stale_part_is_seen_and_written_anew(tmp_path: Path) -> None:
    copy = tmp_path / "docs"
    copy.mkdir()
    for name in ("settings.md", "commands.md"):
        shutil.copy(DOCS / name, copy)
    stale = page("settings.md").replace("the owner's own note", "somebody's note")
    (copy / "settings.md").write_text(stale, "utf-8", newline="\n")
    assert stale != page("settings.md")
    assert generate.write(copy) == ("settings.md",)
    assert (copy / "settings.md").read_text("utf-8") == page("settings.md")
    assert generate.write(copy) == ()


def test_every_renderer_has_its_place_in_the_manual() -> None:
    text = "\n".join(path.read_text("utf-8") for path in DOCS.glob("*.md"))
    found = set(re.findall(r"^<!-- vaultkit:begin (docs\.\w+)", text, re.MULTILINE))
    assert found == generate.block_kinds().keys()


def test_the_manual_is_a_vault_without_a_problem() -> None:
    result = run("check", "--links", "--strict", vault=DOCS)
    assert (result.exit_code, result.stdout) == (0, "")


def test_the_start_page_leads_to_every_other() -> None:
    linked = set(re.findall(r"\]\((\w+\.md)\)", page("index.md")))
    assert linked == {path.name for path in DOCS.glob("*.md")} - {"index.md"}


def test_every_command_and_option_is_documented() -> None:
    _is_documented("vaultkit", reference.command_line(), page("commands.md"))


def _is_documented(name: str, command: object, text: str) -> None:
    """Assert that a command, or each of a group's, has a section that names its options."""
    for part, each in getattr(command, "commands", {}).items():
        _is_documented(f"{name} {part}", each, text)
    if hasattr(command, "commands"):
        return
    section = text.partition(f"## `{name}")[2].partition("\n## ")[0]
    assert getattr(command, "help", None), f"{name} has no help"
    assert section, f"{name} is not documented"
    for parameter in getattr(command, "params", ()):
        assert getattr(parameter, "help", None), f"{name} {parameter.name} has no help"
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert f"`{option}" in section, f"{name} {option} is not documented"


def test_every_hook_is_documented() -> None:
    text = page("plugins.md")
    for name in HOOKS:
        section = text.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
        assert f"\n{name}(" in section
        assert "- **Called**: " in section
        assert "- **Pure**: " in section
        assert f"@hookimpl\ndef {name}(" in section


def test_every_setting_is_documented() -> None:
    text = page("settings.md") + page("relationship.md")
    for name, section in reference.SECTIONS.items():
        assert f"## `[{name}]`" in text
        for field in fields(section):
            assert field.metadata.get("meaning"), f"{name}.{field.name} has no meaning"
            key = field.name.rstrip("_")
            assert f"| `{key}` |" in text or f"| `{name}.{key}` |" in text


def test_every_block_and_option_is_documented() -> None:
    text = page("format.md")
    for kinds in reference.built_in().ask("blocks", list):
        for kind in kinds[1]:
            assert f"| `{kind.name}` |" in text
            assert kind.meaning, f"{kind.name} has no meaning"
            for option in kind.options:
                rows = [line for line in text.splitlines() if line.startswith(f"| `{option.name}=` | ")]
                own = [row for row in rows if len(rows) == 1 or f"`{kind.name}`" in row]
                assert [row for row in own if row.endswith(f"{option.meaning} |")], option


def test_every_property_is_documented() -> None:
    found: list[PropertyKind] = [kind for _plugin, kind in reference.built_in().properties()]
    assert [kind.name for kind in found if f"| `{kind.name}` |" not in page("format.md")] == []


def test_every_problem_is_documented() -> None:
    text = page("problems.md")
    assert [kind.code for kind in reference.problem_kinds() if f"\n### {kind.code}\n" not in text] == []


def test_every_exit_code_is_documented() -> None:
    text = page("commands.md")
    kinds = [value for value in vars(api).values() if isinstance(value, type) and issubclass(value, VaultkitError)]
    for number in {0, 10} | {kind.exit_code for kind in kinds}:
        assert f"| `{number}` |" in text


@pytest.mark.parametrize("module", [api, people, testing], ids=lambda module: module.__name__)
def test_every_name_of_the_api_is_documented(module: object) -> None:
    names: list[str] = module.__all__  # type: ignore[attr-defined] # each of the three has it
    text = page("api.md").partition(f"\n## {module.__name__}\n")[2].partition("\n## ")[0]  # type: ignore[attr-defined] # the same
    for name in names:
        section = text.partition(f"\n#### {name}\n")[2].partition("\n#### ")[0]
        assert section.strip(), f"{name} is not documented"
        assert reference_api.described(name, getattr(module, name)).strip()
    assert sorted(names) == list(names)


def test_every_document_is_documented() -> None:
    text = page("json.md")
    for place in (DOCS / "schemas").glob("*.json"):
        assert f"\n## {place.stem}\n" in text
    for name, command in reference.command_line().commands.items():
        options = {option for parameter in command.params for option in parameter.opts}
        if "--json" in options:
            assert (DOCS / "schemas" / f"{name}.json").exists() or "--dry-run" in options, f"{name} has no schema"


def test_a_schema_is_told_key_by_key() -> None:
    rows = dict(line.split(" | ", 1) for line in reference_schemas.schemas().split("\n") if line.startswith("| `"))
    assert rows["| `people[].criteria.communication.met`"].startswith("boolean | ")
    assert rows["| `problems[].severity`"].startswith('`"error"`, `"warning"`, `"hint"` | ')
    for place in (DOCS / "schemas").glob("*.json"):
        for key in json.loads(place.read_text("utf-8")).get("properties", {}):
            assert f"| `{key}`" in rows, f"{place.name}: {key}"


def test_a_slice_is_what_stands_in_the_file() -> None:
    text = "import os\n\nA = 1\n\n\n@decorated\ndef f():\n    return A\n\n\nclass C:\n    x = 2\n"
    assert slices.piece(text, "f") == "@decorated\ndef f():\n    return A"
    assert slices.piece(text, "A") == "A = 1"
    assert slices.piece(text, "C") == "class C:\n    x = 2"
    assert slices.piece(text, "imports") == "import os"
    with pytest.raises(StopIteration):
        slices.piece(text, "g")


def test_no_code_is_shown_that_is_not_run() -> None:
    """All Python of the manual is cut out of what runs; the other pages' blocks have tests that run them."""
    generated = re.compile(r"^<!-- vaultkit:begin docs\..*?^<!-- vaultkit:end docs\.\w+ -->$", re.MULTILINE | re.DOTALL)
    written = {path.name: generated.sub("", path.read_text("utf-8")).count("```python") for path in DOCS.glob("*.md")}
    run_elsewhere = {"library.md": 2, "plugins.md": 1}  # by test_readme.py and test_moment_keep.py
    assert {name: number for name, number in written.items() if number} == run_elsewhere


LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize("path", sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")]), ids=lambda path: path.name)
def test_the_manual_s_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^(```+).*?^\1$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in LINK.findall(text):
        if target.startswith("https://"):
            continue
        file, _, heading = target.partition("#")
        found = path.parent / file if file else path
        if file not in {"LICENSE", "docs/dashboard.png"}:
            assert found.exists(), f"{path.name}: {target}"
        if heading:
            assert heading in _headings(found.read_text("utf-8")), f"{path.name}: {target}"


def _headings(text: str) -> set[str]:
    """Return the names by which a page's headings can be linked."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}
