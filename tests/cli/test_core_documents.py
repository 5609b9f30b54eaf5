"""The core's JSON documents, each against its schema, which names every key."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from vaultkit.testing import make_vault, run

TODAY = date(2026, 11, 22)
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
REGISTRY: Registry[Any] = Registry().with_resources(
    (place.name, Resource.from_contents(json.loads(place.read_text("utf-8")))) for place in SCHEMAS.glob("*.json")
)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    notes = {
        "People/Ada.md": "---\nbirthday: soon\n---\n\n- [[Bob]]\n",
        "People/Bob.md": "# Bob\n",
        "Mine.md": "<!-- vaultkit:begin people.summary -->\n<!-- vaultkit:end people.summary -->\n",
    }
    return make_vault(tmp_path / "vault", notes)


COMMANDS = [
    ("check",),
    ("index",),
    ("dashboard", "--check"),
    ("dashboard", "--print"),
    ("dashboard", "--dry-run"),
    ("dashboard",),
    ("undo", "--list"),
    ("watch", "--status"),
    ("service", "status"),
    ("service", "install", "--print"),
    ("service", "uninstall"),
    ("init",),
    ("demo",),
    ("plugins",),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_document_is_as_its_schema_says(vault: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(vault.parent))
    schema = json.loads((SCHEMAS / f"{words[0]}.json").read_text("utf-8"))

    document = json.loads(run(*words, "--json", vault=vault, today=TODAY).stdout)

    Draft202012Validator(schema, registry=REGISTRY).validate(document)
    assert next(iter(document)) == "schema_version"
    parts = schema.get("oneOf", [schema])
    known = {key for part in parts for key in part.get("properties", {"written": None, "diff": None})}
    assert document.keys() <= known | {"schema_version"}


def test_every_schema_is_one() -> None:
    for place in SCHEMAS.glob("*.json"):
        Draft202012Validator.check_schema(json.loads(place.read_text("utf-8")))
