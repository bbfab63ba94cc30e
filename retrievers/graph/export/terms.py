"""The words that exported RDF is written in, shared with what reads it again."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import quote, unquote

from retrievers.graph.store.names import is_iri, verbalise

ENTITY, RELATION = "urn:quaestor:entity:", "urn:quaestor:relation:"
TERMS = "urn:quaestor:terms:"
DCT = "http://purl.org/dc/terms/"
SAYS = MappingProxyType(
    {f"{DCT}source": "source", **{f"{TERMS}{field}": field for field in ("confidence", "since", "until")}}
)
"""What a statement about a triple says of it: field of a triple, by predicate."""
_IRI_SAFE = "/:#?&=;,+$@!*()'~%"


def iri_of(name: str, base: str) -> str:
    """Return the IRI of a name: itself if it is one, else the name below `base`, `ENTITY` or `RELATION`."""
    return quote(name, safe=_IRI_SAFE) if is_iri(name) else f"{base}{quote(name, safe='')}"


def name_of(iri: str, label: str = "") -> str:
    """Return the name that an exported IRI stands for; empty if it is none of ours or its label says otherwise."""
    base = next((base for base in (ENTITY, RELATION) if iri.startswith(base)), "")
    name = unquote(iri.removeprefix(base)) if base else ""
    return name if label in {"", name, verbalise(name)} else ""
