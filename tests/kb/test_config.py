from __future__ import annotations

from pathlib import Path

import pytest

from kb.config import SETTINGS, default_home, load_config
from kb.errors import UsageError


def test_environment_goes_before_file_before_default(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('batch_size = 8\nquery_prefix = "query: "\n')
    config = load_config(tmp_path, {"KB_BATCH_SIZE": "4"})
    assert (config.batch_size, config.query_prefix, config.model) == (4, "query: ", "bundled")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KB_BATCH_SIZE", "many"),
        ("KB_DIMENSION", "-1"),
        ("KB_ALLOW_DOWNLOAD", "perhaps"),
        ("KB_LANGUAGE", "de"),
        ("KB_MAX_MEMORY_MB", "399"),
    ],
)
def test_a_wrong_value_is_told_with_what_was_expected(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError) as error:
        load_config(tmp_path, {name: value})
    assert value in str(error.value)
    assert "expected" in str(error.value)


@pytest.mark.parametrize(("text", "key"), [("colour = 1", "setting_unknown"), ("model = ", "config_unreadable")])
def test_a_wrong_file_is_told(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(UsageError) as error:
        load_config(tmp_path, {})
    assert error.value.key == key


def test_switches_are_read(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("allow_download = true\n")
    assert load_config(tmp_path, {}).allow_download is True
    assert load_config(tmp_path, {"KB_ALLOW_DOWNLOAD": "0"}).allow_download is False


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "nl_BE.UTF-8"}, "nl"), ({"LANG": "C"}, "en"), ({"KB_LANGUAGE": "fr", "LANG": "nl_BE"}, "fr")],
)
def test_messages_follow_the_setting_then_the_system(
    tmp_path: Path, environment: dict[str, str], language: str
) -> None:
    assert load_config(tmp_path, environment).language == language


def test_the_data_folder_is_kb_home_or_the_platforms(tmp_path: Path) -> None:
    assert default_home({"KB_HOME": str(tmp_path)}) == tmp_path
    assert "praktijkbank" in str(default_home({}))


def test_every_setting_explains_itself() -> None:
    assert all(setting.help.endswith(".") and setting.expects for setting in SETTINGS)
