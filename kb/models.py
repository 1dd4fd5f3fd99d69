"""What the catalogue knows of models: which made the vectors that answer, which is on its way, which was before.

A model is known by the stamp of its vectors. Under each stamp stands how the model was asked for, so that it can be
opened again when the settings name another, and what was measured with it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kb import audit
from kb.config import TORCH, Config
from kb.facts import facts_named, read_fact, write_fact

_SERVING, _BUILDING, _PREVIOUS, _ASKED = "stamp", "stamp_building", "stamp_previous", "model_asked"
_MODEL = "model "


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """How a model was asked for, with the meaning of the settings of those names.

    `calibration` holds what was measured with the model and is of no use with another, as JSON; None before that.
    """

    model: str
    dimension: int = 0
    backend: str = TORCH
    query_prefix: str = ""
    passage_prefix: str = ""
    calibration: dict[str, Any] | None = None

    @property
    def asked(self) -> ModelFacts:
        """How the model was asked for, without what was measured with it."""
        return replace(self, calibration=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The stamps that the catalogue has vectors of, and what the settings named when one was last asked for."""

    serving: str | None
    building: str | None
    previous: str | None
    asked: ModelFacts | None

    @property
    def published(self) -> frozenset[str]:
        """The stamps that answer, or will again after a rollback."""
        return frozenset(filter(None, (self.serving, self.previous)))

    @property
    def kept(self) -> frozenset[str]:
        """The stamps whose vectors are of use."""
        return self.published | frozenset(filter(None, (self.building,)))


def facts_of(config: Config) -> ModelFacts:
    """Returns the model that settings name; a folder by its whole path, for it is opened from elsewhere too."""
    folder = Path(config.model).expanduser()
    return ModelFacts(
        model=str(folder.absolute()) if folder.is_dir() else config.model,
        dimension=config.dimension,
        backend=config.backend,
        query_prefix=config.query_prefix,
        passage_prefix=config.passage_prefix,
    )


def config_of(config: Config, facts: ModelFacts) -> Config:
    """Returns settings that name a model in place of their own."""
    asked = asdict(facts.asked)
    del asked["calibration"]
    return replace(config, **asked)


def read_models(connection: sa.Connection) -> Models:
    """Reads which models there are vectors of."""
    asked = read_fact(connection, _ASKED)
    return Models(
        serving=read_fact(connection, _SERVING),
        building=read_fact(connection, _BUILDING),
        previous=read_fact(connection, _PREVIOUS),
        asked=_parsed(asked) if asked else None,
    )


def read_model(connection: sa.Connection, stamp: str) -> ModelFacts | None:
    """Reads what is known of the model of a stamp; None of one that an older version of this program asked for."""
    stored = read_fact(connection, _MODEL + stamp)
    return _parsed(stored) if stored else None


def write_model(connection: sa.Connection, stamp: str, facts: ModelFacts) -> None:
    """Notes what is known of the model of a stamp; an earlier calibration stays where none is given."""
    held = read_model(connection, stamp)
    if held and facts.calibration is None:
        facts = replace(facts, calibration=held.calibration)
    write_fact(connection, _MODEL + stamp, _written(facts))


def ask_for(connection: sa.Connection, settings: ModelFacts) -> None:
    """Notes what the settings name now that a model is asked for: a later change of them can be told by it."""
    write_fact(connection, _ASKED, _written(settings.asked))


def begin(connection: sa.Connection, stamp: str) -> None:
    """Notes that vectors of a stamp are being made, in place of others on their way; those that answer go on."""
    serving = read_fact(connection, _SERVING)
    write_fact(connection, _BUILDING, None if stamp == serving else stamp)


def switch(connection: sa.Connection, stamp: str) -> None:
    """Makes the vectors of a stamp the ones that answer, and keeps those that did so far for a rollback."""
    serving = read_fact(connection, _SERVING)
    if serving not in (None, stamp):
        write_fact(connection, _PREVIOUS, serving)
        audit.note(connection, "", "model.change", stamp, {"previous": serving})
    write_fact(connection, _SERVING, stamp)
    write_fact(connection, _BUILDING, None)


def forget(connection: sa.Connection) -> None:
    """Gives up the way back to the model before, and the one that is on its way."""
    write_fact(connection, _PREVIOUS, None)
    write_fact(connection, _BUILDING, None)


def forget_others(connection: sa.Connection) -> None:
    """Drops what is known of models that no vectors are kept of."""
    kept = read_models(connection).kept
    for stamp in facts_named(connection, _MODEL):
        if stamp not in kept:
            write_fact(connection, _MODEL + stamp, None)


def _written(facts: ModelFacts) -> str:
    return json.dumps(asdict(facts), ensure_ascii=False, sort_keys=True)


def _parsed(stored: str) -> ModelFacts:
    known = {field.name for field in fields(ModelFacts)}
    return ModelFacts(**{name: value for name, value in json.loads(stored).items() if name in known})
