"""The generated page on JSON: every schema as a table of keys."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reference import code, table

SCHEMAS = Path(__file__).parent / "schemas"
Schema = Mapping[str, Any]


def schemas() -> str:
    """Every JSON document with its keys."""
    return "\n\n".join(_document(place) for place in sorted(SCHEMAS.glob("*.json")))


def _document(place: Path) -> str:
    schema: Schema = json.loads(place.read_text("utf-8"))
    parts = [f"## {place.stem}", f"{schema['title']}. As a schema: [{place.name}](schemas/{place.name})."]
    for number, each in enumerate(schema.get("oneOf", [schema]), 1):
        whole = {**schema, **each}
        parts += [f"Form {number}{': ' + each['title'] if 'title' in each else ''}:"] if "oneOf" in schema else []
        if "$ref" in each and "#" not in each["$ref"]:
            parts.append(f"As [{each['$ref'].removesuffix('.json')}](#{each['$ref'].removesuffix('.json')}).")
        else:
            parts.append(table(("key", "type", "meaning"), _rows(whole, "", whole, frozenset())))
    return "\n\n".join(parts)


def _rows(schema: Schema, before: str, root: Schema, seen: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield a row for each key of an object, those of the objects in it after it."""
    required = schema.get("required", ())
    for key, value in schema.get("properties", {}).items():
        kind, root_of, names = resolved(value, root, seen)
        words = str(value.get("description", kind.get("description", "")))
        optional = "" if key in required else "may be absent"
        yield (
            code(f"{before}{key}"),
            type_of(kind, root_of, names),
            "; ".join(each for each in (words, optional) if each),
        )
        for below, path in _below(kind, f"{before}{key}"):
            inner, inner_root, inner_names = resolved(below, root_of, names)
            yield from _rows(inner, path, inner_root, inner_names)


def _below(schema: Schema, path: str) -> Iterator[tuple[Schema, str]]:
    """Yield the schemas whose keys stand below a key: those of an object, a list's items, or the choices."""
    if "items" in schema:
        yield schema["items"], f"{path}[]."
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield schema["additionalProperties"], f"{path}.*."
    for choice in schema.get("anyOf", schema.get("oneOf", ())):
        yield choice, f"{path}."
    if "properties" in schema:
        yield schema, f"{path}."


def resolved(schema: Schema, root: Schema, seen: frozenset[str]) -> tuple[Schema, Schema, frozenset[str]]:
    """Return what a reference leads to, and the file that it is in; nothing where it leads into itself."""
    while "$ref" in schema:
        reference = str(schema["$ref"])
        if reference in seen:
            return {"type": "object"}, root, seen
        seen |= {reference}
        file, _, pointer = reference.partition("#")
        root = json.loads((SCHEMAS / file).read_text("utf-8")) if file else root
        schema = root
        for part in pointer.strip("/").split("/") if pointer.strip("/") else ():
            schema = schema[part]
    return schema, root, seen


def type_of(schema: Schema, root: Schema, seen: frozenset[str]) -> str:
    """Return words for the values that a schema allows."""
    if "const" in schema:
        return code(json.dumps(schema["const"]))
    if "enum" in schema:
        return ", ".join(code(json.dumps(each)) for each in schema["enum"])
    choices = schema.get("anyOf", schema.get("oneOf"))
    if choices:
        return " or ".join(dict.fromkeys(type_of(*resolved(each, root, seen)) for each in choices))
    kinds = schema.get("type", "anything")
    shown = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "items" in schema:
        return f"list of {type_of(*resolved(schema['items'], root, seen))}"
    if "pattern" in schema and "[0-9]{4}-" in schema["pattern"]:
        return shown.replace("string", "date")
    return shown.replace("string", "text")
