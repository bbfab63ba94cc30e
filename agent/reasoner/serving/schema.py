"""A reply's JSON schema, as servers enforce it and as prompts say it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from agent.reasoner.serving.wire import Wire

Schema = dict[str, Any]


@cache
def schema_of(reply: type[Wire]) -> Schema:
    """Return the schema in the strict form: no references, every field required, no other field allowed."""
    schema = reply.model_json_schema()
    return _plain(schema, schema.get("$defs", {}))


def describe(reply: type[Wire]) -> str:
    """Return one line a field, nested ones indented, in the order in which they are to be written."""
    return "\n".join(_lines(schema_of(reply), ""))


def _plain(node: Schema, definitions: Schema) -> Schema:
    """Resolve the references below a node and keep only what every server understands."""
    if "$ref" in node:
        target = definitions[node["$ref"].rsplit("/", 1)[-1]]
        node = {
            **target,
            **{key: value for key, value in node.items() if key != "$ref"},
            "described": "description" in node,
        }
    kept: Schema = {key: node[key] for key in ("type", "enum", "description") if key in node}
    if not node.get("described", True):
        kept.pop("description", None)
    if "properties" in node:
        kept["properties"] = {name: _plain(child, definitions) for name, child in node["properties"].items()}
        kept["required"] = list(node["properties"])
        kept["additionalProperties"] = False
        kept.pop("description", None)
    if "items" in node:
        kept["items"] = _plain(node["items"], definitions)
    if "anyOf" in node:
        kept["anyOf"] = [_plain(child, definitions) for child in node["anyOf"]]
    return kept


def _lines(schema: Schema, indent: str) -> Iterator[str]:
    for name, child in schema["properties"].items():
        said = f"; {child['description']}" if "description" in child else ""
        yield f"{indent}- {name}: {_kind(child)}{said}"
        for part in (child, child.get("items", {}), *child.get("anyOf", ())):
            if "properties" in part:
                yield from _lines(part, indent + "  ")


def _kind(schema: Schema) -> str:
    """Name the type of a field in a few words."""
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"])
    if schema["type"] == "array":
        item = schema["items"]
        return "list of objects" if "properties" in item else f"list of {_kind(item)}s"
    return str(schema["type"])
