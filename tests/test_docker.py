"""What the image and the compose file promise: no root, loopback only, no secrets, commands that exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_group

from ui.cli import app

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("app", "ui")
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def instructions(name: str) -> list[str]:
    """Return what follows every instruction of that name in the Dockerfile."""
    return [line.removeprefix(name).strip() for line in DOCKERFILE if line.startswith(f"{name} ")]


def mounts() -> Iterator[tuple[str, str, str, str]]:
    """Yield service, source, target and mode of every mount; `${NAME:?why}` counts as a path of the host."""
    for service, made in SERVICES.items():
        for mount in made.get("volumes", ()):
            source, target, *mode = re.sub(r"\$\{[^}]*\}", "./host", mount).split(":")
            yield service, source, target, mode[0] if mode else "rw"


def test_there_are_app_chat_and_model_server() -> None:
    assert set(SERVICES) == {"app", "ui", "model"}
    assert SERVICES["model"]["profiles"] == ["model"]


def test_ports_are_published_on_loopback_only() -> None:
    ports = [port for made in SERVICES.values() for port in made.get("ports", ())]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("key", ["privileged", "network_mode", "pid", "ipc", "cap_add", "user", "env_file", "secrets"])
def test_no_service_asks_for_more_than_it_needs(key: str) -> None:
    assert not [name for name, made in SERVICES.items() if key in made]


@pytest.mark.parametrize("service", OURS)
def test_our_services_have_no_capabilities(service: str) -> None:
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]


def test_no_secret_is_written_down() -> None:
    text = (ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8") + "\n".join(DOCKERFILE)
    assert not re.search(r"(?i)(password|secret|token|api_?key)\s*[:=]", text)


def test_the_users_documents_are_mounted_read_only_and_nothing_else_of_the_host_is() -> None:
    assert [(service, target, mode) for service, source, target, mode in mounts() if source.startswith((".", "/"))] == [
        ("app", "/documents", "ro")
    ]


def test_named_volumes_are_declared_and_used() -> None:
    assert {source for _, source, _, _ in mounts() if not source.startswith(".")} == set(COMPOSE["volumes"])


def test_what_keeps_running_is_watched() -> None:
    assert {name for name, made in SERVICES.items() if "healthcheck" in made} == {"ui", "model"}
    assert SERVICES["ui"]["depends_on"]["app"]["condition"] == "service_completed_successfully"


def test_images_of_others_have_a_version() -> None:
    for image in (SERVICES["model"]["image"], *instructions("FROM")):
        assert re.fullmatch(r"[\w/.-]+:v?\d[\w.-]*", image), image


@pytest.mark.parametrize("service", OURS)
def test_commands_are_commands_of_the_program(service: str) -> None:
    name, *arguments = SERVICES[service]["command"]
    get_group(app).commands[name].make_context(name, arguments)


def test_the_image_does_not_run_as_root() -> None:
    place = next(number for number, line in enumerate(DOCKERFILE) if line.startswith("USER "))
    assert instructions("USER") == ["quaestor"]
    assert not [line for line in DOCKERFILE[place:] if line.startswith(("RUN", "COPY"))]


def test_every_folder_that_is_written_belongs_to_the_user() -> None:
    (made,) = (line for line in instructions("RUN") if "install --directory --owner quaestor" in line)
    written = {target for service, _, target, mode in mounts() if service in OURS and mode == "rw"}
    assert written <= set(shlex.split(made))


def test_what_is_copied_is_sent_to_the_builder_and_there() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    copied = {source for line in instructions("COPY") for source in shlex.split(line)[:-1]}
    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)
