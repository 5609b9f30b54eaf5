"""The manual: its generated parts are what the program says today, and nothing is left out of it."""

import re
import shutil
from dataclasses import fields
from pathlib import Path

import generate
import pytest
import reference

from vaultkit import api
from vaultkit.errors import VaultkitError
from vaultkit.plugins.hookspecs import HookSpecs

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


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
    assert set(re.findall(r"^<!-- vaultkit:begin (docs\.\w+) -->$", text, re.MULTILINE)) == set(generate.RENDERERS)


def test_every_command_and_option_is_documented() -> None:
    text = page("commands.md")
    group = reference.command_line()
    for name, command in group.commands.items():
        section = text.partition(f"## `vaultkit {name}")[2].partition("\n## ")[0]
        assert command.help, f"{name} has no help"
        assert section, f"{name} is not documented"
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name} has no help"
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert f"`{option}" in section, f"{name} {option} is not documented"


def test_every_hook_is_documented() -> None:
    text = page("plugins.md")
    for name in [name for name in vars(HookSpecs) if not name.startswith("_")]:
        assert f"\n### `{name}(" in text


def test_every_setting_is_documented() -> None:
    text = page("settings.md") + page("relationship.md")
    for name, section in reference.SECTIONS.items():
        assert f"## `[{name}]`" in text
        for field in fields(section):
            assert field.metadata.get("meaning"), f"{name}.{field.name} has no meaning"
            key = field.name.rstrip("_")
            assert f"| `{key}` |" in text or f"| `{name}.{key}` |" in text


def test_every_exit_code_is_documented() -> None:
    text = page("commands.md")
    kinds = [value for value in vars(api).values() if isinstance(value, type) and issubclass(value, VaultkitError)]
    for number in {0, 10} | {kind.exit_code for kind in kinds}:
        assert f"| `{number}` |" in text


def test_every_name_of_the_api_is_documented() -> None:
    assert [name for name in api.__all__ if f"| `{name}` |" not in page("library.md")] == []
    assert list(api.__all__) == sorted(api.__all__)


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
