"""The commands `kb doctor` and `kb audit`: whether a deployment is sound, and who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import FAILURE, OK, Home, Json, opened_base, print_json
from kb.messages import message

if TYPE_CHECKING:
    from api.doctor_schemas import FindingOut
    from kb.bootstrap import KnowledgeBase
    from kb.doctoring import Finding

_MARKS = {"ok": "✓", "warning": "!", "fault": "✗"}


def doctor(
    context: typer.Context,
    home: Home = None,
    host: Annotated[str, typer.Option(help="Address that the server listens at, or shall.")] = "127.0.0.1",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Check a deployment, and say what to do."""
    from api.doctor_schemas import DoctorOut  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        found = [_out(one, base.config.language) for one in _findings(base, host)]
    sound = all(one.grade != "fault" for one in found)
    if as_json:
        print_json(DoctorOut(sound=sound, findings=found))
    else:
        typer.echo("\n".join(f"{_MARKS[one.grade]} {one.message}" for one in found))
    raise typer.Exit(OK if sound else FAILURE)


def audit(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    home: Home = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500, help="How many at most.")] = 20,
    page: Annotated[int, typer.Option("--page", min=1, help="Which page of them.")] = 1,
    subject: Annotated[str | None, typer.Option(help="Only changes of what has this id.")] = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """List who changed what, the last change first."""
    from api.audit_schemas import audit_out  # noqa: PLC0415
    from kb.audit import entries  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base, base.catalog.engine.connect() as connection:
        found = audit_out(*entries(connection, limit, (page - 1) * limit, subject=subject))
        nothing = message("audit_none", base.config.language)
    if as_json:
        print_json(found)
    else:
        lines = [f"{one.at}  {one.who or '–'} · {one.action} · {one.subject}" for one in found.changes]
        typer.echo("\n".join(lines) or nothing)


def _findings(base: KnowledgeBase, host: str) -> list[Finding]:
    from kb.doctoring import Grade, examined  # noqa: PLC0415

    found = list(examined(base))
    # Keys are in the catalogue: where that cannot be read, nothing can be said of who may call.
    is_readable = all(one.grade is not Grade.FAULT for one in found if one.thing == "catalogue")
    return [*found, *([_access(base, host)] if is_readable else []), _recognition(base)]


def _access(base: KnowledgeBase, host: str) -> Finding:
    """Tells whether the server may listen at an address, and whether what it says there can be read on the way."""
    from api.access_mode import access_of, is_loopback  # noqa: PLC0415
    from kb.doctoring import fault, ok, warning  # noqa: PLC0415
    from kb.errors import PraktijkbankError  # noqa: PLC0415
    from kb.keys import KeyStore  # noqa: PLC0415

    keys = KeyStore(base.catalog) if base.catalog_path.is_file() else None
    try:
        access = access_of(base.config, keys, host=host)
    except PraktijkbankError as error:
        return fault("access", error.key, **error.values)
    is_plain = not is_loopback(host) and access.proxy is None
    return warning("access", "doctor_access_plain", host=host) if is_plain else ok("access", "doctor_access")


def _recognition(base: KnowledgeBase) -> Finding:
    from kb.doctoring import ok, warning  # noqa: PLC0415

    if not base.config.ocr:
        return ok("recognition", "doctor_recognition", languages="–")
    from api.report import recognised  # noqa: PLC0415

    languages = recognised()
    missing = sorted({"nld", "fra", "spa", "eng"} - set(languages))
    if missing:
        return warning("recognition", "doctor_recognition_lacks", missing=", ".join(missing))
    return ok("recognition", "doctor_recognition", languages=", ".join(languages))


def _out(finding: Finding, language: str) -> FindingOut:
    from api.doctor_schemas import FindingOut  # noqa: PLC0415

    return FindingOut(thing=finding.thing, grade=finding.grade.value, message=finding.told.told(language))
