"""Settings: one table drives reading, validation and the documentation."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import UsageError
from kb.messages import choose_language
from kb.types import LANGUAGES

BUNDLED_MODEL = "bundled"
TORCH, OPENVINO = "torch", "openvino"
# What Python takes with all libraries that read, and as much again for a file.
LEAST_MEMORY_MB = 400
Value = str | int | bool


def _text(raw: str) -> str:
    return raw


def _count(raw: str) -> int:
    number = int(raw)
    if number < 0:
        raise ValueError(raw)
    return number


def _count_from_one(raw: str) -> int:
    number = _count(raw)
    if not number:
        raise ValueError(raw)
    return number


def _megabytes_of_memory(raw: str) -> int:
    number = _count(raw)
    if number < LEAST_MEMORY_MB:
        raise ValueError(raw)
    return number


def _switch(raw: str) -> bool:
    if raw.lower() in ("1", "true", "yes", "on"):
        return True
    if raw.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError(raw)


def _list(raw: str) -> str:
    """Returns names that stand between commas, as they are kept."""
    return ",".join(filter(None, (part.strip() for part in raw.split(","))))


def listed(setting: str) -> list[str]:
    """Returns the names of a setting that is a list of them."""
    return setting.split(",") if setting else []


def _backend(raw: str) -> str:
    if raw not in (TORCH, OPENVINO):
        raise ValueError(raw)
    return raw


def _log_level(raw: str) -> str:
    if raw not in ("debug", "info", "warning", "error"):
        raise ValueError(raw)
    return raw


def _language(raw: str) -> str:
    if raw and raw not in LANGUAGES:
        raise ValueError(raw)
    return raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the table: `name` is the key in config.toml, `KB_NAME` the environment variable."""

    name: str
    parse: Callable[[str], Value]
    expects: str
    default: Value
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"KB_{self.name.upper()}"


SETTINGS = (
    Setting(
        name="model",
        parse=_text,
        expects="a folder or a model name",
        default=BUNDLED_MODEL,
        help="Embedding model: `bundled`, a local folder, or a Hugging Face name already on this machine.",
    ),
    Setting(
        name="dimension",
        parse=_count,
        expects="a whole number",
        default=0,
        help="Keep only the first so many dimensions of each embedding; 0 keeps all.",
    ),
    Setting(
        name="backend",
        parse=_backend,
        expects="torch or openvino",
        default=TORCH,
        help="What runs the embedding model: `torch`, or `openvino` with weights of eight bits, twice as fast.",
    ),
    Setting(
        name="query_prefix",
        parse=_text,
        expects="text",
        default="",
        help="Put before each question when it is embedded (`query: ` for the e5 models).",
    ),
    Setting(
        name="passage_prefix",
        parse=_text,
        expects="text",
        default="",
        help="Put before each passage when it is embedded (`passage: ` for the e5 models).",
    ),
    Setting(
        name="batch_size",
        parse=_count,
        expects="a whole number",
        default=16,
        help="Passages that the model embeds at once.",
    ),
    Setting(
        name="threads",
        parse=_count,
        expects="a whole number",
        default=0,
        help="Processor threads for the model; 0 leaves the choice to what runs it.",
    ),
    Setting(
        name="reranker",
        parse=_text,
        expects="a folder or a model name",
        default="",
        help="Cross-encoder that reorders the first passages: a folder, or a name as for the model; empty is off.",
    ),
    Setting(
        name="rerank_depth",
        parse=_count_from_one,
        expects="a whole number from 1",
        default=30,
        help="Passages that the cross-encoder reads for each question.",
    ),
    Setting(
        name="allow_download",
        parse=_switch,
        expects="true or false",
        default=False,
        help="Let a model name be fetched from the network; otherwise nothing leaves the machine.",
    ),
    Setting(
        name="max_file_mb",
        parse=_count,
        expects="a whole number",
        default=200,
        help="Larger files are reported and passed over, in megabytes.",
    ),
    Setting(
        name="max_seconds",
        parse=_count,
        expects="a whole number",
        default=30,
        help="Seconds that reading a file may take without a page being done; then it is given up.",
    ),
    Setting(
        name="max_memory_mb",
        parse=_megabytes_of_memory,
        expects=f"a whole number from {LEAST_MEMORY_MB}",
        default=1000,
        help="Memory that reading a file may take, in megabytes; a file that needs more is given up.",
    ),
    Setting(
        name="ocr",
        parse=_switch,
        expects="true or false",
        default=True,
        help="Read scanned pages by text recognition, where it is installed.",
    ),
    Setting(
        name="language",
        parse=_language,
        expects="nl, fr, es or en",
        default="",
        help="Language of messages: `nl`, `fr`, `es` or `en`; empty follows the system.",
    ),
    Setting(
        name="public",
        parse=_switch,
        expects="true or false",
        default=False,
        help="Let anybody search the public documents, and nothing else; others need a key or token.",
    ),
    Setting(
        name="allowed_hosts",
        parse=_list,
        expects="names between commas",
        default="",
        help="Names under which the server may be called, besides the address it listens at.",
    ),
    Setting(
        name="trusted_proxies",
        parse=_list,
        expects="addresses between commas",
        default="",
        help="Addresses of proxies that tell who asks; their headers count, nobody else's do.",
    ),
    Setting(
        name="proxy_user_header",
        parse=_text,
        expects="the name of a header",
        default="X-Forwarded-User",
        help="Header in which a trusted proxy names the reader.",
    ),
    Setting(
        name="proxy_groups_header",
        parse=_text,
        expects="the name of a header",
        default="X-Forwarded-Groups",
        help="Header in which a trusted proxy names the reader's groups, between commas.",
    ),
    Setting(
        name="oidc_issuer",
        parse=_text,
        expects="an address",
        default="",
        help="Who issues the bearer tokens that count (OpenID Connect); empty accepts none.",
    ),
    Setting(
        name="oidc_audience",
        parse=_text,
        expects="text",
        default="",
        help="For whom those tokens must be issued: the client id of this server.",
    ),
    Setting(
        name="oidc_keys",
        parse=_text,
        expects="a file or an address",
        default="",
        help="The issuer's public keys (JWKS); empty asks the issuer where they are.",
    ),
    Setting(
        name="oidc_groups_claim",
        parse=_text,
        expects="the name of a claim",
        default="groups",
        help="Claim of a token that names the reader's groups.",
    ),
    Setting(
        name="write_groups",
        parse=_list,
        expects="names between commas",
        default="",
        help="Groups (of tokens and proxies) whose members may add and replace documents.",
    ),
    Setting(
        name="curate_groups",
        parse=_list,
        expects="names between commas",
        default="",
        help="Groups whose members may judge suggestions and work on practice records.",
    ),
    Setting(
        name="admin_groups",
        parse=_list,
        expects="names between commas",
        default="",
        help="Groups whose members may do everything: see all documents, decide who sees them, erase.",
    ),
    Setting(
        name="cors_origins",
        parse=_list,
        expects="addresses between commas",
        default="",
        help="Sites whose pages may call the API from a browser, such as `https://intranet.example.org`.",
    ),
    Setting(
        name="frame_ancestors",
        parse=_list,
        expects="addresses between commas",
        default="",
        help="Sites whose pages may show the search in a frame (`/embed`), such as `https://intranet.example.org`.",
    ),
    Setting(
        name="contact",
        parse=_text,
        expects="text",
        default="",
        help="Whom readers may ask, as the pages tell them: an e-mail address, a web address, or words.",
    ),
    Setting(
        name="requests_per_minute",
        parse=_count,
        expects="a whole number",
        default=600,
        help="Requests that one reader may make in a minute; 0 sets no limit.",
    ),
    Setting(
        name="request_seconds",
        parse=_count_from_one,
        expects="a whole number from 1",
        default=30,
        help="Seconds that answering a request may take.",
    ),
    Setting(
        name="max_body_kb",
        parse=_count_from_one,
        expects="a whole number from 1",
        default=1000,
        help="Larger requests are refused, in kilobytes; uploaded files go by `max_file_mb`.",
    ),
    Setting(
        name="max_queued_files",
        parse=_count_from_one,
        expects="a whole number from 1",
        default=200,
        help="Uploaded files that may wait to be read; more are refused until some are done.",
    ),
    Setting(
        name="log_level",
        parse=_log_level,
        expects="debug, info, warning or error",
        default="info",
        help="What the server logs: `debug`, `info`, `warning` or `error`; never questions or names.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one run, with the data folder they belong to."""

    home: Path
    model: str
    dimension: int
    backend: str
    query_prefix: str
    passage_prefix: str
    batch_size: int
    threads: int
    reranker: str
    rerank_depth: int
    allow_download: bool
    max_file_mb: int
    max_seconds: int
    max_memory_mb: int
    ocr: bool
    language: str
    public: bool
    allowed_hosts: str
    trusted_proxies: str
    proxy_user_header: str
    proxy_groups_header: str
    oidc_issuer: str
    oidc_audience: str
    oidc_keys: str
    oidc_groups_claim: str
    write_groups: str
    curate_groups: str
    admin_groups: str
    cors_origins: str
    frame_ancestors: str
    contact: str
    requests_per_minute: int
    request_seconds: int
    max_body_kb: int
    max_queued_files: int
    log_level: str


def default_home(environment: Mapping[str, str]) -> Path:
    """Returns `KB_HOME`, or the platform's folder for a user's data."""
    if environment.get("KB_HOME"):
        return Path(environment["KB_HOME"]).expanduser()
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed where KB_HOME is set

    return user_data_path("praktijkbank")


def load_config(home: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Reads the settings: environment first, then `config.toml` in the data folder, then defaults.

    Raises:
        UsageError: a setting is unknown or its value is not of the expected form.
    """
    environment = os.environ if environment is None else environment
    folder = (home or default_home(environment)).expanduser().resolve()
    stored = _stored_settings(folder / "config.toml")
    values = {setting.name: _value(setting, environment, stored) for setting in SETTINGS}
    values["language"] = values["language"] or choose_language(
        environment.get("LC_ALL"), environment.get("LC_MESSAGES"), environment.get("LANG")
    )
    return Config(home=folder, **values)  # type: ignore[arg-type]  # the table types its rows


def _stored_settings(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        stored = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise UsageError("config_unreadable", path=path, cause=cause) from cause
    unknown = sorted(set(stored) - {setting.name for setting in SETTINGS})
    if unknown:
        known = ", ".join(setting.name for setting in SETTINGS)
        raise UsageError("setting_unknown", name=unknown[0], path=path, known=known)
    return {name: str(value) for name, value in stored.items()}


def _value(setting: Setting, environment: Mapping[str, str], stored: Mapping[str, str]) -> Value:
    raw = environment.get(setting.variable, stored.get(setting.name))
    if raw is None:
        return setting.default
    try:
        return setting.parse(raw)
    except ValueError as cause:
        raise UsageError("setting_invalid", name=setting.name, expects=setting.expects, value=raw) from cause
