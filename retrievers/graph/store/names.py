"""How names are compared: case, accents and punctuation do not count; identifiers are split into words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

import numpy as np

_ACCENTS = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"})
_POSSESSIVE = re.compile(r"['’]s\b")
_SEPARATORS = re.compile(r"[\W_]+")
_IRI = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//\S+$|^urn:\S+$", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SCHEMA_PATH = re.compile(r"^/?\w+(?:[./]\w+){2,}$")
_PREFIX = re.compile(r"^[A-Za-z][\w.-]{0,20}:(?=[A-Za-z_])")


def normalise(name: str) -> str:
    """Return the words of `name` in lower case, without accents and punctuation, one space between them.

    A name of punctuation only stays as it is, so that every name has a key.
    """
    text = name.casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS)))
        text = unicodedata.normalize("NFC", text)
    return _SEPARATORS.sub(" ", _POSSESSIVE.sub("s", text)).strip() or " ".join(name.split())


def is_iri(name: str) -> bool:
    """Whether `name` is an absolute IRI and not a name that people read."""
    return bool(_IRI.match(name))


def local_name(name: str) -> str:
    """Return what follows the last `#` or `/` of an IRI; any other name as it is."""
    if not is_iri(name):
        return name
    stripped = name.rstrip("#/")
    return re.split(r"[#/:]", stripped)[-1] or stripped


def verbalise(identifier: str) -> str:
    """Return the words of a relation or class: `partOfProgramme` and `part_of_programme` give `part of programme`.

    IRIs give the words of their local names, prefixed names (`dbo:birthPlace`) those after the colon, and schema paths
    (`people.person.place_of_birth`) those of their last part.
    """
    local = _PREFIX.sub("", local_name(identifier.strip()))
    if _SCHEMA_PATH.match(local):
        local = re.split(r"[./]", local)[-1]
    return " ".join(_SEPARATORS.sub(" ", _HUMP.sub(" ", local)).split()).casefold() or identifier.strip()


def schema_context(identifier: str) -> str:
    """Return the words of a schema path before its last part, each once; empty for any other name."""
    local = _PREFIX.sub("", local_name(identifier.strip()))
    if not _SCHEMA_PATH.match(local):
        return ""
    parts = re.split(r"[./]", local.strip("/"))[:-1]
    words = (word for part in parts for word in _SEPARATORS.sub(" ", _HUMP.sub(" ", part)).casefold().split())
    return " ".join(dict.fromkeys(words))


def key_hashes(keys: Iterable[str]) -> np.ndarray:
    """Return a 64-bit hash of each key, (n,) uint64; the same on every machine."""
    digests = b"".join(hashlib.blake2b(key.encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)
