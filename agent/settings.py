"""Everything that can be set, in one place: arguments, then `QUAESTOR_*` variables, then `quaestor.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal, Self

import platformdirs
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from agent.schema import Effort
from retrievers.device import Device
from retrievers.errors import UserError
from retrievers.readers import ReaderName


class Settings(BaseSettings):
    """Settings of an agent. Unknown keys in `quaestor.toml` are refused by name."""

    model_config = SettingsConfigDict(
        env_prefix="QUAESTOR_",
        env_nested_delimiter="__",
        toml_file="quaestor.toml",
        extra="forbid",
        frozen=True,
        protected_namespaces=(),
    )

    kb: Path | None = None
    """Folder of the knowledge base; none means the bundled sample."""
    database: SecretStr = SecretStr("")
    """What the `sql` tool reads in place of the knowledge base's tables: a `postgresql://` address, or the path of a
    DuckDB file. Without `kb`, there are no documents then. Shown nowhere, since it may hold a password."""
    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("quaestor", appauthor=False)))
    """Where runs are kept: checkpoints and evidence."""
    cache: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir("quaestor", appauthor=False)))
    """Where things that can be made again are kept: built knowledge bases, compiled models."""

    reasoner: Literal["auto", "embedded", "served"] = "auto"
    """`auto` is `served` where `model_url` is set, else `embedded`."""
    model_url: str = ""
    """Base address of an OpenAI-compatible server, such as `http://127.0.0.1:8000/v1`; or several, separated by commas,
    best first, that all serve `model`: the first that is well is asked, so that its prefix cache is used, and a call
    that gets no answer there goes to the next."""
    model: str = ""
    """Name of the served model; empty asks the server, which must then serve exactly one."""
    api_key: SecretStr | None = None
    model_timeout_s: float = Field(default=120.0, gt=0)
    """Longest wait for one reply."""

    record: Path | None = None
    """File that what runs say to the model server and what it answers are written to, for `quaestor model replay`. Each
    agent begins it anew; it holds the prompts, but no key."""

    effort: Effort = Effort.AUTO
    policy: Literal["adaptive", "rewoo"] = "adaptive"
    """`adaptive`: a question that one search may answer gets one search, and a plan if that is not enough. `rewoo`:
    always a plan."""
    clarify: Literal["ask", "assume"] = "ask"
    """What to do with an ambiguous question: ask the user, or take the likeliest reading and say so."""
    abstain_below: float = Field(default=0.25, ge=0, le=1)
    """Confidence below which no answer is given; the abstention names the best candidate."""
    retriever: str = "multihop"
    """`bm25`, `dense`, `rrf` (rank fusion), `hybrid` (score fusion) or `multihop`."""
    device: Device = "auto"
    """What searches the passages' vectors and learns their parts: `cpu`, `gpu`, or `auto`, a GPU where FAISS can use
    one."""
    rerank: Literal["off", "trained", "cross_encoder", "served"] = "off"
    """Who reads the best passages of a search again: nobody, the shipped reader's network, a sentence-transformers
    cross-encoder in this process (`rerank_model`; the `torch` extra), or the `/rerank` endpoint of a server
    (`rerank_url`)."""
    rerank_model: str = ""
    """Name or folder of the cross-encoder, or name of the served reranker."""
    rerank_url: str = ""
    """Base address of a server with `/rerank` as Cohere, Jina and vLLM have it, such as `http://127.0.0.1:8001/v1`."""
    rerank_api_key: SecretStr | None = None
    rerank_timeout_s: float = Field(default=30.0, gt=0)
    """Longest wait for the scores of one query."""
    reader: ReaderName = "chains"
    """Who reads answers from passages: `heuristic` scores phrases by named features; `trained` also asks a network that
    was trained to read; `chains` does, and reads whole questions from passages taken together."""
    disabled_tools: tuple[Literal["graph", "sql", "python"], ...] = ()
    """Tools that plans do without; `python` is what comparisons and arithmetic are computed with. Search always
    stays."""
    search_k: int = Field(default=10, ge=1, le=100)
    """Passages a search step returns."""
    offer_grown: bool = True
    """Whether a run that has read facts from passages (`preflexor`) says how to take them over."""
    techniques: dict[str, bool] = Field(default_factory=dict)
    """Techniques to switch on or off by name, over what the effort's profile says."""
    budget: dict[str, float] = Field(default_factory=dict)
    """Limits to set over those of the effort's profile, by the names of `Budget`."""

    step_timeout_s: float = Field(default=20.0, gt=0)
    row_limit: int = Field(default=200, ge=1, le=1000)
    """Rows a SQL step returns at most."""
    sql_meaning: bool = True
    """Whether a served model is told of a value that the words of a step mean without naming it, where the tables are
    too many to tell of all."""
    sql_statements: int = Field(default=12, ge=1)
    """Statements that are tried for one SQL step at most, small ones that look at values included."""
    sql_drafts: int = Field(default=6, ge=1)
    """Times that a statement is written for one SQL step at most."""
    sql_seconds: float = Field(default=60.0, gt=0)
    """Time after which nothing more is tried for one SQL step."""
    retention_days: float = Field(default=7.0, ge=0)
    """How long finished and interrupted runs can be looked at and resumed; older ones are forgotten when an agent
    starts in the same `home`, with 0 all that nobody is at work on."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, `quaestor.toml` in the working folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @model_validator(mode="after")
    def _served_needs_a_server(self) -> Self:
        if self.reasoner == "served" and not self.model_url:
            raise ValueError(
                "the served reasoner needs a server: set QUAESTOR_MODEL_URL (for example http://127.0.0.1:8000/v1)"
            )
        if self.record and not self.serves:
            raise ValueError("there is nothing to record without a model server: set QUAESTOR_MODEL_URL")
        return self

    @classmethod
    def load(cls, **given: Any) -> Self:  # noqa: ANN401 - any field of the class
        """Read the settings; arguments that are None count as not given. `UserError` says what is wrong where."""
        try:
            return cls(**{key: value for key, value in given.items() if value is not None})
        except ValidationError as error:
            raise UserError(explain(error)) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UserError(f"quaestor.toml is not valid TOML: {error}.") from None
        except SettingsError as error:
            raise UserError(f"A QUAESTOR_ variable cannot be read: {error}; tables are written as JSON.") from None

    @property
    def serves(self) -> bool:
        """Whether a served model thinks."""
        return self.reasoner == "served" or (self.reasoner == "auto" and bool(self.model_url))


def explain(error: ValidationError) -> str:
    """Say in one sentence what is wrong with the settings."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        return f"There is no setting {name!r}; the settings are {', '.join(Settings.model_fields)}."
    return f"Setting {name!r}: {message}." if name else f"Settings: {message}."
