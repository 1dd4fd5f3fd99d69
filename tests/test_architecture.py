"""The rules of `docs/architecture.md` that imports can break."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [path for package in ("kb", "ingest", "api") for path in sorted((ROOT / package).rglob("*.py"))]

# A package may import those named beside it, and itself.
LAYERS = {"kb": set[str](), "ingest": {"kb"}, "api": {"kb", "ingest"}}
# Within `api`, only the command line (with its report and progress, and the process that reads uploads) knows `ingest`.
SEES_INGEST = {"api/cli.py", "api/report.py", "api/progress.py", "api/working.py"}
# Inside `kb`, a module imports only from lower layers or its own.
KB_LAYERS = [
    {"errors", "types", "messages", "disk", "stages", "moments", "plain", "word_files"},
    {
        *(
            "access",
            "text",
            "language",
            "config",
            "countries",
            "schema",
            "pictures",
            "facts",
            "audit",
            "models",
            "locks",
            "calibration",
        ),
        *("registry", "registry_rules", "registry_edit", "spreadsheets", "exchange_files"),
        *("file_names", "media_types", "document_list", "spool", "jobs"),
    },
    {"practices", "practice_states", "practice_json", "sentences", "persons", "probes", "looking", "suppression"},
    {
        "phrases",
        "kind_features",
        "themes",
        "theme_labels",
        "theme_features",
        "concepts",
        "quotes",
        "shingles",
        "versions",
        "buckets",
        "jsonlines",
        "judged",
        "measures",
        "lexicon",
        "wording",
    },
    {"facet_labels", "theme_names", "filters", "sight", "asking", "vectors", "grouping"},
    {"postings", "fulltext", "names", "spelling", "suggest"},
    {
        *("rows", "suggestions", "snapshots", "kinship", "decisions", "decided", "decision_store"),
        *("originals", "upgrade", "catalog", "dense", "generations", "embeddings", "titles", "choices"),
        *("visibilities", "job_store", "job_intake"),
        *("compiled", "compiling", "embedder", "together"),
        *("admission", "erasure_plan"),
    },
    {
        *(
            "keys",
            "feedback",
            "shelf",
            "sections",
            "references",
            "reference_files",
            "dossiers",
            "dossier_store",
            "dossier_contents",
            "dossier_desk",
            "dossier_entries",
            "dossier_markdown",
            "dossier_table",
            "dossier_word",
            "dossier_exports",
            "citations",
            "drafting",
            "practice_store",
            "practice_candidates",
            "practice_desk",
        ),
        *("practice_archive", "practice_table", "practice_exchange"),
        *("vocabulary", "companions", "decision_files"),
        *("curation_queue", "curation_history", "curation_desk"),
        *("copies", "traces", "erasure_store"),
    },
    {
        "lexical",
        "query_vectors",
        "nearest",
        "highlight",
        "fusion",
        "ranking",
        "rerank",
        "questions",
        "breadth",
        "newest",
        "browsing",
        "hits",
        "kinds",
        "theme_tagger",
    },
    {"index", "changeover", "search", "similar"},
    {"bootstrap"},
    {"erasure_rows", "erasing", "remains", "scrubbing"},
    {"view", "care", "backlog", "doctoring", "trial", "losses", "evaluate", "examination", "calibrating"},
]
HEAVY = {"torch", "sentence_transformers", "transformers", "chromadb", "openvino"}
# Light, but of no use to most commands.
AT_NEED = {"babel", "mcp", "tomlkit"}
# One third party a file.
OWNERS = {
    "babel": {"api/why.py", "kb/countries.py"},
    "tomlkit": {"kb/registry_edit.py"},
    "chromadb": {"kb/dense.py"},
    "sentence_transformers": {"kb/embedder.py", "kb/compiling.py", "kb/rerank.py"},
    "torch": {"kb/embedder.py", "kb/compiling.py", "kb/rerank.py"},
    "tokenizers": {"kb/compiled.py", "kb/compiling.py"},
    "openvino": {"kb/compiled.py"},
    "pypdf": {"ingest/readers/pdf_forms.py", "ingest/readers/pdf_gate.py", "ingest/readers/pdf_stream.py"},
    "docx": set(),  # the examples and the tests write with it
    "lxml": {"ingest/readers/html.py", "ingest/xml.py"},
    "markdown_it": {"ingest/readers/markdown.py"},
    "mdit_py_plugins": {"ingest/readers/markdown.py"},
    "sqlalchemy": {
        *("kb/catalog.py", "kb/kinship.py", "kb/lexical.py", "kb/rows.py", "kb/schema.py", "kb/snapshots.py"),
        *("kb/embeddings.py", "kb/facts.py", "kb/models.py", "kb/upgrade.py", "kb/fulltext.py", "kb/names.py"),
        *("kb/suppression.py", "kb/admission.py", "kb/erasure_plan.py", "kb/erasure_store.py", "kb/erasure_rows.py"),
        *("kb/copies.py", "kb/traces.py", "kb/erasing.py"),
        *("kb/postings.py", "kb/audit.py", "kb/backlog.py"),
        *("kb/spelling.py", "kb/suggestions.py", "kb/practice_store.py", "kb/practice_candidates.py"),
        *("kb/keys.py", "kb/shelf.py", "kb/decided.py", "kb/decision_store.py", "kb/curation_queue.py"),
        *("kb/feedback.py", "kb/visibilities.py", "kb/job_store.py", "kb/job_intake.py", "kb/dossier_store.py"),
    },
    "alembic": {"kb/upgrade.py"},
    "py3langid": {"kb/language.py"},
    "ir_measures": {"kb/measures.py"},
    "fastapi": {
        *("api/app.py", "api/curation_routes.py", "api/practices_routes.py", "api/problems.py", "api/routes.py"),
        *("api/identity.py", "api/admission.py", "api/administration.py", "api/description.py"),
        *("api/uploads_routes.py", "api/erasure_routes.py", "api/document_routes.py", "api/passage_routes.py"),
        *("api/vocabulary_routes.py", "api/feedback_routes.py"),
        *("api/web_documents.py", "api/web_files.py", "api/web_overview.py", "api/web_pages.py", "api/web_search.py"),
        *("api/web_search_box.py", "api/web_curation.py", "api/web_feedback.py", "api/web_feeds.py"),
        *(
            "api/web_app.py",
            "api/web_saved.py",
            "api/web_signing.py",
            "api/web_practices.py",
            "api/web_practice_editing.py",
            "api/web_uploads.py",
            "api/web_citing.py",
            "api/web_dossiers.py",
        ),
        "api/web_admin.py",
    },
    "mcp": {"api/mcp_server.py"},
    "mcp_types": {"api/mcp_server.py"},
    "limits": {"api/rates.py"},
    "structlog": {"api/logs.py"},
    "prometheus_client": {"api/metrics.py"},
    "jinja2": {"api/web_pages.py"},
    "markupsafe": {"api/web_marks.py"},
    "jwt": {"api/oidc.py"},
    "typer": {
        *("api/curation.py", "api/doctor.py", "api/key_commands.py", "api/partnerships.py", "api/serving.py"),
        *("api/cli.py", "api/searching.py", "api/similar.py", "api/terminal.py", "api/themes.py"),
        *("api/practices.py", "api/practice_counter.py", "api/practice_steps.py"),
        *("api/document_commands.py", "api/erasure_commands.py"),
    },
    "pypdfium2": {
        *("kb/pictures.py", "ingest/readers/pdf.py", "ingest/letters.py", "ingest/drawings.py", "ingest/tags.py"),
    },
    "PIL": {"kb/pictures.py", "ingest/ocr.py", "ingest/upright.py"},
}


def imported(path: Path, *, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_packages_import_only_downwards(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imported(path)} & set(LAYERS)
    assert ours <= LAYERS[package] | {package}


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(ROOT / "api")], ids=relative)
def test_only_the_command_line_sees_ingest(path: Path) -> None:
    sees = any(name.split(".")[0] == "ingest" for name in imported(path))
    assert not sees or relative(path) in SEES_INGEST


def test_modules_of_kb_import_only_lower_layers() -> None:
    layer_of = {name: layer for layer, names in enumerate(KB_LAYERS) for name in names}
    for path in (ROOT / "kb").glob("*.py"):
        if path.stem == "__init__":
            continue
        names = {name.split(".")[1] for name in imported(path, top_level_only=True) if name.startswith("kb.")}
        for name in names & set(layer_of):
            assert layer_of[name] <= layer_of[path.stem], f"kb/{path.stem}.py imports kb.{name}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_each_third_party_has_its_files(path: Path) -> None:
    if "migrations" in path.parts:
        return
    for library in {name.split(".")[0] for name in imported(path)} & set(OWNERS):
        assert relative(path) in OWNERS[library]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_heavy_libraries_are_imported_inside_functions(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path, top_level_only=True)} & HEAVY


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import api.app", HEAVY),
        ("import sys; sys.argv = ['kb', '--help']; from api.cli import app; app()", HEAVY | AT_NEED),
    ],
)
def test_starting_loads_neither_torch_nor_chromadb(code: str, unwanted: set[str]) -> None:
    check = f"""
import atexit, sys
def report():
    print('LOADED', sorted({unwanted!r} & set(sys.modules)))
atexit.register(report)
{code}
"""
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.rstrip().endswith("LOADED []")
