"""What `deploy/` promises: no root, nothing to write in but the data, health checks, the versions of the project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
UNIT = ROOT / "deploy/praktijkbank.service"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def instructions() -> list[tuple[str, str]]:
    """Returns the instructions of the Dockerfile, each on a line of its own."""
    whole = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^\s*#.*\n", "", DOCKERFILE))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in whole.splitlines() if line)]


def last(word: str) -> str:
    return [rest for found, rest in instructions() if found == word][-1]


@pytest.fixture(scope="module")
def server() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
    return found["services"]["server"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def unit() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        name, is_setting, value = line.partition("=")
        if is_setting and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_the_image_is_of_the_python_and_the_pytorch_of_the_project() -> None:
    images = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    assert set(images) == {f"python:{PROJECT['requires-python'].removeprefix('>=')}-slim"}
    [torch] = [wanted for wanted in PROJECT["dependencies"] if wanted.startswith("torch")]
    assert f" {torch}\n" in DOCKERFILE
    assert f"\n{torch}\n" in (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "https://download.pytorch.org/whl/cpu" in DOCKERFILE
    assert "pip install --constraint constraints.txt ." in DOCKERFILE


def test_the_image_runs_as_a_user_of_its_own_whom_the_data_belong_to() -> None:
    name = last("USER")
    assert int(name.split(":")[0]) > 0
    assert f"--uid {name.split(':')[0]} " in DOCKERFILE
    assert f"KB_HOME={last('VOLUME')}" in DOCKERFILE


def test_the_image_brings_text_recognition_in_all_languages() -> None:
    assert set(re.findall(r"tesseract-ocr-(\w+)", DOCKERFILE)) == {"nld", "fra", "spa"}  # English comes by itself


def test_what_is_copied_into_the_image_is_there_and_is_let_in() -> None:
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    copied = {
        name
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for name in rest.split()[:-1]
    }
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_each_way_to_run_asks_whether_questions_are_answered(
    server: dict[str, Any], unit: dict[str, list[str]]
) -> None:
    checks = (last("HEALTHCHECK"), " ".join(server["healthcheck"]["test"]), *unit["ExecStartPost"])
    assert all("http://127.0.0.1:8000/readyz" in check for check in checks)
    assert server["restart"] == "unless-stopped"
    assert unit["Restart"] == ["on-failure"]


def test_the_scripts_of_the_health_checks_are_python(server: dict[str, Any], unit: dict[str, list[str]]) -> None:
    [after] = unit["ExecStartPost"]
    in_unit = after.partition(' -c "')[2].removesuffix('"').replace("\\n", "\n")
    for script in (json.loads(last("HEALTHCHECK").partition("CMD ")[2])[2], server["healthcheck"]["test"][3], in_unit):
        compile(script, "<health>", "exec")


def test_the_container_can_write_in_its_data_and_in_tmp_alone(server: dict[str, Any]) -> None:
    assert server["read_only"] is True
    assert server["cap_drop"] == ["ALL"]
    assert server["security_opt"] == ["no-new-privileges:true"]
    assert server["user"] == last("USER")
    assert [place.partition(":")[0] for place in server["tmpfs"]] == ["/tmp"]  # noqa: S108 - a mount
    assert [place.partition(":")[2] for place in server["volumes"]] == [last("VOLUME")]
    assert server["mem_limit"]
    assert server["pids_limit"]


def test_only_this_machine_reaches_the_container(server: dict[str, Any]) -> None:
    assert all(port.startswith("127.0.0.1:") for port in server["ports"])


def test_the_unit_runs_as_a_user_of_its_own_and_shuts_the_rest(unit: dict[str, list[str]]) -> None:
    on = ("DynamicUser", "ProtectHome", "PrivateTmp", "PrivateDevices", "NoNewPrivileges", "RestrictSUIDSGID")
    assert all(unit[name] == ["yes"] for name in on)
    assert unit["ProtectSystem"] == ["strict"]
    assert unit["CapabilityBoundingSet"] == [""]
    assert unit["IPAddressDeny"] == ["any"]
    assert unit["IPAddressAllow"] == ["localhost"]
    assert unit["Environment"] == [f"KB_HOME=/var/lib/{unit['StateDirectory'][0]}"]
    assert unit["StateDirectoryMode"] == ["0700"]
    assert unit["MemoryMax"]


def test_the_unit_lets_the_process_that_reads_leave_the_network(unit: dict[str, list[str]]) -> None:
    assert set(unit["RestrictNamespaces"][0].split()) == {"user", "net"}


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:  # a machine without systemd: what the unit says is tested above
        return
    text = UNIT.read_text(encoding="utf-8")
    for program in ("kb", "python"):
        text = text.replace(f"/opt/praktijkbank/bin/{program} ", "/bin/true ")
    copy = tmp_path / UNIT.name
    copy.write_text(text, encoding="utf-8")
    done = subprocess.run([analyse, "verify", str(copy)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert UNIT.name not in done.stderr
