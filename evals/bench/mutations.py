"""Statements made of good ones and of pieces of attacks, for asking a guard a hundred thousand times."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import sqlglot
from sqlglot.errors import SqlglotError

PIECES = (
    "read_csv('{csv}')", "read_text('{txt}')", "read_json('{json}')", "read_blob('{txt}')", "'{csv}'", '"{csv}"',
    "read_duckdb('{duckdb}')", "'{duckdb}'", "glob('{folder}/*')", "'{url}/x.csv'", "read_csv('{url}/x.csv')",
    "sniff_csv('{csv}')", "parquet_scan('{folder}/*')", "query('SELECT * FROM hidden.vault')",
    "query_table('hidden.vault')", "hidden.vault", '"hidden"."vault"', "vault", "main.duckdb_tables", "duckdb_tables",
    "duckdb_databases", "duckdb_databases()", "duckdb_settings()", "duckdb_secrets()", "duckdb_functions()",
    "pragma_database_list", "pragma_database_size()", "pg_catalog.pg_class", "pg_class", "sqlite_master",
    "information_schema.tables", "getenv('{variable}')", "current_setting('temp_directory')", "current_database()",
    "getvariable('x')", "current_schemas(true)", "version()", "nextval('s')", "sleep_ms(1)", "write_log('x')",
    "; DROP TABLE notes", "; COPY notes TO '{folder}/out.csv'", "; ATTACH '{duckdb}'", "; SET threads = 9", ";",
    "; --", "DELETE FROM notes", "INSERT INTO notes (id) VALUES (9)", "UPDATE notes SET id = 9 RETURNING id",
    "DROP TABLE notes", "COPY notes TO '{folder}/out.csv'", "ATTACH '{duckdb}' AS other", "CREATE TABLE t AS",
    "INTO t", "PRAGMA version", "INSTALL httpfs", "LOAD httpfs", "CALL pragma_version()", "EXPLAIN ANALYZE",
    "DESCRIBE", "SUMMARIZE", "SHOW TABLES", "PIVOT", "UNPIVOT", "EXPORT DATABASE '{folder}/out'",
    "SET enable_external_access = true", "PREPARE q AS",
    "WITH RECURSIVE duckdb_tables AS (SELECT * FROM duckdb_tables) SELECT * FROM duckdb_tables",
    'WITH "duc\u212adb_tables" AS (SELECT 1 AS a) SELECT * FROM duckdb_tables',
    'WITH "{csv}" AS (SELECT * FROM "{csv}") SELECT * FROM "{csv}"',
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t",
    "WITH g AS (DELETE FROM notes RETURNING *) SELECT * FROM g", "(SELECT word FROM hidden.vault)",
    "(SELECT content FROM read_text('{txt}'))", "list_transform(['{variable}'], x -> getenv(x))", "range(1000000000)",
    "generate_series(1, 1000000000)", "repeat('x', 1000000000)", "lpad('x', 1000000000, 'y')", "COLUMNS(*)", "#1",
    "?", "$1", ":x", "'#E1'", "#E1", "E'\\x27'", "$$ {csv} $$", "x'41'", "TABLESAMPLE 10%", "AT (VERSION => 1)",
    "FOR UPDATE", "USING SAMPLE 3", "UNION ALL SELECT", "INTERSECT", "EXCEPT", "LATERAL", "ASOF JOIN",
    "POSITIONAL JOIN", "FROM", "SELECT", "WHERE", "(", ")", "[", "]", "{", "}", ",", ".", "::INTEGER[1000]", "::JSON",
    "->>", "||", "'", '"', "`", "--", "/*", "*/", '\\', '\x00', '\ud800', "@", "CASE WHEN", "END", "NULL", "DEFAULT",
    "CURRENT_USER", "*", "EXCLUDE (id)", "REPLACE (1 AS id)", "OVER (ORDER BY 1)", "FILTER (WHERE true)",
    "GROUP BY ALL", "TRY_CAST(",
)  # fmt: skip
"""Pieces of attacks; those in braces are places that a canary fills in."""

_TOKENS = re.compile(r"\s+|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[\w.]+|.", re.DOTALL)
_NOISE = (" ", "\t", "\n", "/**/", "/* ; */", "/* /* */ */", "--x\n", "-- ;\n", "\u00a0", "\u200b", "\u3000", "\ufeff")
_ALIKE = str.maketrans(
    {
        "a": "\u0430", "e": "\u0435", "o": "\u043e", "c": "\u0441", "k": "\u212a", "i": "\u0131", "s": "\u017f",
        ";": "\uff1b", "(": "\uff08", "'": "\u2019",
    }
)  # fmt: skip

Tokens = list[str]


class Mutator:
    """Makes statements out of seeds; the same seed number makes the same ones."""

    def __init__(self, seeds: Sequence[str], seed: int) -> None:
        """Take SELECTs in DuckDB's dialect."""
        self._seeds = list(seeds)
        self._chance = random.Random(seed)  # noqa: S311 - noise, not a secret
        self._ways: tuple[Callable[[Tokens], Tokens], ...] = (
            self._splice, self._splice, self._replace, self._cross, self._graft, self._graft, self._noise, self._case,
            self._alike, self._quote, self._drop, self._repeat,
        )  # fmt: skip

    def __call__(self) -> str:
        """Return the next statement."""
        tokens = _TOKENS.findall(self._pick())
        for _ in range(self._chance.choice((1, 1, 1, 2, 2, 3))):
            tokens = self._chance.choice(self._ways)(tokens) or [" "]
        return "".join(tokens)

    def _pick(self) -> str:
        return self._chance.choice(self._seeds)

    def _place(self, tokens: Tokens) -> int:
        return self._chance.randrange(len(tokens))

    def _splice(self, tokens: Tokens) -> Tokens:
        place = self._place(tokens)
        return [*tokens[:place], " ", self._chance.choice(PIECES), " ", *tokens[place:]]

    def _replace(self, tokens: Tokens) -> Tokens:
        place = self._place(tokens)
        return [*tokens[:place], self._chance.choice(PIECES), *tokens[place + 1 :]]

    def _cross(self, tokens: Tokens) -> Tokens:
        other = _TOKENS.findall(self._pick())
        return tokens[: self._place(tokens)] + other[self._place(other) :]

    def _graft(self, tokens: Tokens) -> Tokens:
        """Put a part of another statement, or a piece, in the place of a part of this one's tree."""
        try:
            tree = sqlglot.parse_one("".join(tokens), read="duckdb")
            text = self._pick() if self._chance.random() < 0.5 else f"SELECT {self._chance.choice(PIECES)}"
            other = sqlglot.parse_one(text, read="duckdb")
            target, graft = (self._chance.choice(list(each.walk())) for each in (tree, other))
            if target.parent is None:
                tree = graft
            else:
                target.replace(graft.copy())
            return _TOKENS.findall(tree.sql("duckdb"))
        except (SqlglotError, AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
            return self._splice(tokens)

    def _noise(self, tokens: Tokens) -> Tokens:
        return [part for token in tokens for part in (token, *self._now_and_then(self._chance.choice(_NOISE)))]

    def _case(self, tokens: Tokens) -> Tokens:
        return [token.swapcase() if self._now_and_then(token) else token for token in tokens]

    def _alike(self, tokens: Tokens) -> Tokens:
        return [token.translate(_ALIKE) if self._now_and_then(token) else token for token in tokens]

    def _quote(self, tokens: Tokens) -> Tokens:
        marks = self._chance.choice(("''", '""', "``", "[]", "()", ("$$", "$$"), ("E'", "'"), ("/*", "*/")))
        return [f"{marks[0]}{token}{marks[1]}" if self._now_and_then(token) else token for token in tokens]

    def _drop(self, tokens: Tokens) -> Tokens:
        place = self._place(tokens)
        return tokens[:place] + tokens[place + self._chance.randint(1, 4) :]

    def _repeat(self, tokens: Tokens) -> Tokens:
        start, end = sorted((self._place(tokens), self._place(tokens)))
        return tokens[:end] + tokens[start:end] * self._chance.choice((1, 1, 2, 20)) + tokens[end:]

    def _now_and_then(self, token: str) -> tuple[str, ...]:
        return (token,) if self._chance.random() < 0.1 else ()
