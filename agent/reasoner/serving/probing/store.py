"""What was found out about servers, kept on disk between processes."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from pathlib import Path

from pydantic import ValidationError

from agent.reasoner.serving.probing.findings import Capabilities


class Known:
    """One file a server and model, of the version that was met last. Nothing here fails a run."""

    def __init__(self, cache: Path) -> None:
        """Take the folder of what can be made again; it is made when something is kept."""
        self._folder = cache / "servers"

    def load(self, server: str, model: str) -> Capabilities | None:
        """Return what is known; None if nothing is, or it cannot be read."""
        try:
            known = Capabilities.model_validate_json(self._path(server, model).read_bytes())
        except (OSError, ValidationError):
            return None
        return known if (known.identity.server, known.identity.model) == (server.rstrip("/"), model) else None

    def keep(self, known: Capabilities) -> None:
        """Put it in the place of what was known, in one step; a disk that cannot be written keeps nothing."""
        path = self._path(known.identity.server, known.identity.model)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
                part.write(known.model_dump_json(indent=1).encode())
            Path(part.name).replace(path)

    def _path(self, server: str, model: str) -> Path:
        key = hashlib.sha256(f"{server.rstrip('/')}\n{model}".encode()).hexdigest()
        return self._folder / f"{key[:32]}.json"
