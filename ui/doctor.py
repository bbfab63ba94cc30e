"""What is installed, who thinks, and whether the knowledge base is whole: one finding a line."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from http.client import HTTPException
from importlib import metadata
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable
from urllib.request import Request, urlopen

from agent.reasoner.serving.endpoint import addresses
from agent.settings import Settings
from retrievers.device import without_gpu
from retrievers.errors import QuaestorError
from retrievers.schema import Frozen

State = Literal["ok", "note", "problem"]
_FOR_DEVELOPERS = ("test", "dev")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")
_NAME = re.compile(r"[\s\[<>=!~;(]")
"""What ends a package's name in a requirement."""
_FAISS = ("faiss-cpu", "faiss-gpu-cu12")
"""Two builds of one module: each fills the folder `faiss`, so that the other's files are overwritten in part."""
_PROBE_S = 3.0
"""Longest wait for the model server."""


class Finding(Frozen):
    """One thing that was looked at."""

    topic: str
    name: str
    state: State
    """`problem` is what keeps something from working; `note` is what may be wanted."""
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed, and no check ends the others."""
    return [finding for check in CHECKS for finding in check(settings)]


def check_python(_: Settings) -> Iterator[Finding]:
    """Look at the interpreter and the processor."""
    yield _ok("python", "version", f"{platform.python_version()} at {sys.executable}")
    yield _ok("python", "platform", f"{platform.platform()}, {os.cpu_count()} logical cores")


def check_packages(_: Settings) -> Iterator[Finding]:
    """Look for every package that Quaestor asks for, and for those of each extra."""
    try:
        wanted = metadata.requires("quaestor") or []
        yield _ok("packages", "quaestor", metadata.version("quaestor"))
    except metadata.PackageNotFoundError:
        yield _finding("packages", "quaestor", "problem", "is not installed; run `pip install .` in its folder")
        return
    groups: dict[str, list[str]] = {}
    for line in wanted:
        extra = _EXTRA.search(line)
        groups.setdefault(extra[1] if extra else "", []).append(_NAME.split(line, maxsplit=1)[0])
    for name, packages in groups.items():
        if name not in _FOR_DEVELOPERS:
            yield _group(name, packages)


def _group(extra: str, packages: list[str]) -> Finding:
    found = {name: version for name in packages if (version := _installed(name))}
    missing = [name for name in packages if name not in found and not _stands_in(name)]
    name = f"extra {extra}" if extra else "required"
    if not missing:
        return _ok("packages", name, ", ".join(f"{package} {version}" for package, version in found.items()))
    if extra:
        return _finding("packages", name, "note", f"without {', '.join(missing)}; `pip install quaestor[{extra}]`")
    return _finding("packages", name, "problem", f"without {', '.join(missing)}; `pip install {' '.join(missing)}`")


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _stands_in(name: str) -> bool:
    """Tell whether the other build of FAISS is there in a package's place."""
    return name in _FAISS and any(map(_installed, _FAISS))


def check_faiss(_: Settings) -> Iterator[Finding]:
    """Say which build of FAISS is loaded; two that are installed at once are a mixture of both."""
    yield faiss_finding({name: version for name in _FAISS if (version := _installed(name))})


def faiss_finding(installed: Mapping[str, str]) -> Finding:
    """Return what to say of these builds of FAISS, by name with their versions."""
    named = " and ".join(f"{name} {version}" for name, version in installed.items())
    if len(installed) > 1:
        mend = f"`pip uninstall -y {' '.join(_FAISS)}`, then `pip install {_FAISS[1]}`"
        return _finding("packages", "faiss", "problem", f"{named} overwrite each other's files; {mend}")
    try:
        import faiss
    except ImportError as error:
        return _finding("packages", "faiss", "problem", f"{named} cannot be loaded: {error}; install it again")
    gpus = faiss.get_num_gpus() if hasattr(faiss, "get_num_gpus") else 0
    seen = f"sees {gpus} GPU{'' if gpus == 1 else 's'}" if hasattr(faiss, "StandardGpuResources") else "for the CPU"
    return _ok("packages", "faiss", f"{named or f'faiss {faiss.__version__}'}, {seen}")


def check_device(settings: Settings) -> Iterator[Finding]:
    """Say which device searches the vectors, and why."""
    try:
        reason = "the settings say so" if settings.device == "cpu" else without_gpu()
    except ImportError:
        return  # that FAISS cannot be loaded is a finding of its own
    if not reason:
        yield _ok("search", "vectors", "searched on the GPU")
    elif settings.device == "gpu":
        yield _finding("search", "vectors", "problem", f"the device is set to gpu, but {reason}")
    else:
        yield _ok("search", "vectors", f"searched on the CPU: {reason}")


def check_reasoner(settings: Settings) -> Iterator[Finding]:
    """Say who thinks and why; ask the server, if there is one, what it serves."""
    if not settings.serves:
        why = "the settings say so" if settings.reasoner == "embedded" else "no QUAESTOR_MODEL_URL is set"
        yield _ok("reasoner", "embedded", f"chosen because {why}; it runs on the CPU and needs no download")
        return
    why = "the settings say so" if settings.reasoner == "served" else "QUAESTOR_MODEL_URL is set"
    yield _ok(
        "reasoner", "served", f"chosen because {why}: {settings.model_url}, model {settings.model or '(its only one)'}"
    )
    for url in addresses(settings.model_url):
        yield _server(url, settings)


def _server(url: str, settings: Settings) -> Finding:
    key = settings.api_key.get_secret_value() if settings.api_key else ""
    request = Request(f"{url}/models", headers={"Authorization": f"Bearer {key}"})  # noqa: S310
    started = time.perf_counter()
    try:
        with urlopen(request, timeout=_PROBE_S) as reply:  # noqa: S310 - the address is the user's own setting
            reply.read()
    except (OSError, HTTPException, ValueError) as error:
        return _finding(
            "reasoner", "server", "problem", f"{url} does not answer: {error}; start it, or check the address"
        )
    return _ok("reasoner", "server", f"{url} answers in {(time.perf_counter() - started) * 1000:.0f} ms")


def check_models(_: Settings) -> Iterator[Finding]:
    """Run the embedded encoder once."""
    from retrievers.embedding import default_embedder
    from retrievers.models.runtime import precision

    embedder = default_embedder()
    started = time.perf_counter()
    embedder.encode(["Is anybody there?"])
    took = time.perf_counter() - started
    detail = f"{embedder.name}, {embedder.dimension} numbers, {precision()}, ready in {took:.2f} s"
    yield _ok("models", "encoder", detail)


def check_gpu(_: Settings) -> Iterator[Finding]:
    """Ask the driver for GPUs."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        yield _finding("gpu", "nvidia", "note", "none found; everything runs on the CPU")
        return
    query = [tool, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    try:
        done = subprocess.run(query, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - a fixed query
    except subprocess.TimeoutExpired:
        yield _finding("gpu", "nvidia", "problem", "the driver does not answer")
        return
    if done.returncode:
        yield _finding("gpu", "nvidia", "note", "the driver finds none; everything runs on the CPU")
    for line in done.stdout.splitlines() if done.returncode == 0 else ():
        yield _ok("gpu", "nvidia", line.strip())


def check_folders(settings: Settings) -> Iterator[Finding]:
    """Look whether runs and built things can be kept."""
    for name, folder in (("home", settings.home), ("cache", settings.cache)):
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if os.access(there, os.W_OK):
            free = shutil.disk_usage(there).free / 1e9
            yield _ok("folders", name, f"{folder}, {free:.0f} GB free")
        else:
            fix = f"set QUAESTOR_{name.upper()} to a folder you own"
            yield _finding("folders", name, "problem", f"{folder} cannot be written; {fix}")


def check_knowledge_base(settings: Settings) -> Iterator[Finding]:
    """Open the knowledge base of the settings and compare its files with what was written."""
    from retrievers.embedding import default_embedder
    from retrievers.knowledge_base import KnowledgeBase

    if settings.kb is None:
        yield _finding("knowledge base", "none", "note", "no --kb and no QUAESTOR_KB; the bundled sample is used")
        return
    try:
        with KnowledgeBase.open(settings.kb, default_embedder()) as kb:
            yield _whole(kb.path, kb.manifest.damaged(kb.version), kb.card().text(limit=160))
    except QuaestorError as error:
        yield _finding("knowledge base", str(settings.kb), "problem", str(error))


def _whole(path: Path, damaged: list[str], holds: str) -> Finding:
    if damaged:
        return _finding("knowledge base", str(path), "problem", f"is damaged ({', '.join(damaged)}); index it again")
    return _ok("knowledge base", str(path), holds.splitlines()[0])


def check_database(settings: Settings) -> Iterator[Finding]:
    """Connect to the database of the settings, if there is one, and look at what its role may do."""
    from tools.sql.engines.address import masked, open_engine

    database = settings.database.get_secret_value()
    if not database:
        return
    try:
        with closing(open_engine(database)) as engine:
            started = time.perf_counter()
            tables = engine.catalog.tables
            took = time.perf_counter() - started
            yield _ok("database", engine.name, f"{len(tables)} tables, read in {took:.1f} s; statements only read")
            if isinstance(engine, KnowsRights) and (changeable := engine.may_write()):
                named = f"{', '.join(changeable[:3])}{', ...' if len(changeable) > 3 else ''}"
                mend = (
                    "transactions are read-only all the same, but a role that may only read is safer: docker/reader.sql"
                )
                yield _finding("database", "role", "note", f"has the right to write to {named}; {mend}")
            if not tables:
                yield _finding("database", "tables", "problem", "none that the role may read; grant it SELECT on some")
    except QuaestorError as error:
        yield _finding("database", masked(database), "problem", str(error))


@runtime_checkable
class KnowsRights(Protocol):
    """An engine whose database says what a role may do."""

    def may_write(self) -> tuple[str, ...]:
        """Return the tables that the role could write to."""
        ...


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    check_python,
    check_packages,
    check_faiss,
    check_device,
    check_reasoner,
    check_models,
    check_gpu,
    check_folders,
    check_knowledge_base,
    check_database,
)


def _ok(topic: str, name: str, detail: str) -> Finding:
    return _finding(topic, name, "ok", detail)


def _finding(topic: str, name: str, state: State, detail: str) -> Finding:
    return Finding(topic=topic, name=name, state=state, detail=detail)
