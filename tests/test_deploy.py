"""What ships for running the server says what it must."""

from __future__ import annotations

import configparser
import re
import tomllib
from typing import Any

import yaml

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def service() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["server"]
    return found


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names of systemd have capitals
    parser.read(DEPLOY / "praktijkbank.service", encoding="utf-8")
    return parser["Service"]


def test_the_image_has_the_versions_of_the_project() -> None:
    [torch] = [one for one in PROJECT["dependencies"] if one.startswith("torch==")]
    assert f"whl/cpu {torch}\n" in DOCKERFILE
    assert set(re.findall(r"^FROM python:([\d.]+)", DOCKERFILE, re.MULTILINE)) == {
        PROJECT["requires-python"].removeprefix(">=")
    }


def test_the_image_runs_as_nobody_special_and_tells_how_it_is() -> None:
    last = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER (\d+):\d+$", last, re.MULTILINE)
    assert "USER 0" not in last
    assert "HEALTHCHECK" in last
    assert "/readyz" in last
    assert "VOLUME /data" in last


def test_what_the_image_copies_is_there() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split())


def test_the_container_can_change_nothing_but_its_data() -> None:
    found = service()
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert not found["user"].startswith("0")
    assert found["volumes"] == ["data:/data"]
    assert all(port.startswith("127.0.0.1:") for port in found["ports"])
    assert "/readyz" in str(found["healthcheck"]["test"])
    assert found["restart"] == "unless-stopped"


def test_the_unit_can_change_nothing_but_its_data() -> None:
    found = unit()
    assert found["DynamicUser"] == found["NoNewPrivileges"] == found["PrivateTmp"] == "yes"
    assert found["ProtectSystem"] == "strict"
    assert found["Environment"] == f"KB_HOME=/var/lib/{found['StateDirectory']}"
    assert (found["IPAddressDeny"], found["IPAddressAllow"]) == ("any", "localhost")
    assert found["Restart"] == "on-failure"
    assert "/readyz" in found["ExecStartPost"]
