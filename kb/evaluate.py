"""Measuring retrieval on judged questions, through the same search that answers people.

A folder holds `corpus*.jsonl` (lines with `_id`, `title`, `text`), `queries*.jsonl` (`_id`, `text`) and
`qrels.tsv` (question, document, relevance). Where the names carry a language (`corpus.nl.jsonl`), every language of
the questions is asked of every language of the documents; all documents share one index, and a filter picks
their language.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.catalog import Catalog, SourceState
from kb.embedder import Embedder
from kb.errors import UsageError
from kb.index import Indexer
from kb.language import detect
from kb.nearest import DenseIndex
from kb.originals import Originals
from kb.search import Searcher
from kb.text import digest
from kb.types import (
    LANGUAGES,
    Document,
    DocumentKind,
    Filters,
    Passage,
    PracticeKind,
    PreparedDocument,
    Query,
    SearchMode,
)
from kb.vectors import Matrix, Vector

DEPTH = 10
_BATCH = 256

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigures:
    """Means over the questions of one language pair, each 0 to 1."""

    query_language: str
    document_language: str
    questions: int
    ndcg: float
    recall: float
    mrr: float


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    text: str
    title: str


def evaluate(folder: Path, embedder: Embedder, mode: SearchMode, report: Progress) -> list[PairFigures]:
    """Measures nDCG@10, Recall@10 and MRR@10 for every pair of languages.

    Source: K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), as computed
    by ir-measures.

    Raises:
        UsageError: the folder is not as described above, or ir-measures is not installed.
    """
    corpora, questions = _read_all(folder, "corpus"), _read_all(folder, "queries")
    judged = _read_judgements(folder / "qrels.tsv")
    with tempfile.TemporaryDirectory() as home:
        catalog = Catalog(Path(home) / "catalog.sqlite3")
        try:
            names = _index(catalog, Path(home), embedder, corpora, report)
            searcher = Searcher(
                catalog, DenseIndex(Path(home) / "index", catalog, embedder.stamp), _Remembering(embedder)
            )
            return [
                _measure(asked, held, _run(searcher, texts, held, names, mode), judged, len(texts))
                for asked, texts in questions.items()
                for held in corpora
            ]
        finally:
            catalog.close()


class _Remembering:
    """An embedder that keeps questions' vectors: each is asked once a language of the documents."""

    def __init__(self, embedder: Embedder) -> None:
        self.stamp = embedder.stamp
        self.embed_passages: Callable[[Sequence[str]], Matrix] = embedder.embed_passages
        self.embed_query: Callable[[str], Vector] = lru_cache(maxsize=None)(embedder.embed_query)


def _index(
    catalog: Catalog, home: Path, embedder: Embedder, corpora: dict[str, list[_Text]], report: Progress
) -> dict[str, str]:
    """Indexes each corpus as one document and returns the corpus's name for each passage id."""
    indexer = Indexer(catalog, Originals(home / "originals"), embedder, home / "index")
    total = sum(len(texts) for texts in corpora.values())
    names: dict[str, str] = {}
    for language, texts in corpora.items():
        for start in range(0, len(texts), _BATCH):
            prepared = _prepared(f"{language}-{start}", language, texts[start : start + _BATCH])
            names |= {p.id: text.id for p, text in zip(prepared.passages, texts[start:], strict=False)}
            state = SourceState(origin=prepared.document.origin, source="", content_hash="", reader="", status="added")
            list(indexer.write([(prepared, state)]))
            report(len(names), total)
    return names


def _prepared(name: str, language: str, texts: Sequence[_Text]) -> PreparedDocument:
    document = Document(
        id=digest(name),
        origin=name,
        source=name,
        content_hash="",
        title=name,
        kind=DocumentKind.OTHER,
        language=language,
        year=None,
        pages=None,
    )
    passages = tuple(
        Passage(
            id=digest(name, text.id),
            document_id=document.id,
            position=position,
            text=text.text,
            context=text.title,
            pages=(),
            headings=(),
            kind=PracticeKind.CONTEXT,
            language=language,
            year=None,
            countries=(),
            partnerships=(),
            document_kind=DocumentKind.OTHER,
        )
        for position, text in enumerate(texts)
    )
    return PreparedDocument(document=document, passages=passages, content=b"")


def _run(
    searcher: Searcher, questions: Sequence[_Text], language: str, names: dict[str, str], mode: SearchMode
) -> dict[str, dict[str, float]]:
    """Returns, for each question, the score of each document in its first ten."""
    found = {}
    for question in questions:
        query = Query(text=question.text, filters=Filters(language=(language,)), mode=mode, limit=DEPTH)
        hits = searcher.search(query).hits
        # Ranks, so that ties stay in the order that people see; identical texts share their place.
        run: dict[str, float] = {}
        for rank, hit in enumerate(hits):
            for passage_id in (hit.passage.id, *(origin.passage_id for origin in hit.also_in)):
                run.setdefault(names[passage_id], float(DEPTH - rank))
        found[question.id] = run
    return found


def _measure(
    asked: str, held: str, run: dict[str, dict[str, float]], judged: dict[str, dict[str, int]], questions: int
) -> PairFigures:
    try:
        import ir_measures  # noqa: PLC0415 - an optional part
    except ImportError as cause:
        raise UsageError("extra_missing", extra="eval") from cause
    wanted = (ir_measures.nDCG @ DEPTH, ir_measures.R @ DEPTH, ir_measures.RR @ DEPTH)
    figures = ir_measures.calc_aggregate(wanted, judged, run)
    ndcg, recall, mrr = (float(figures[measure]) for measure in wanted)
    return PairFigures(
        query_language=asked, document_language=held, questions=questions, ndcg=ndcg, recall=recall, mrr=mrr
    )


def _read_all(folder: Path, stem: str) -> dict[str, list[_Text]]:
    """Reads `stem*.jsonl`; without a language in the name the texts tell it."""
    found: dict[str, list[_Text]] = {}
    for path in sorted(folder.glob(f"{stem}*.jsonl")):
        texts = [_text(path, number, row) for number, row in _rows(path)]
        suffix = path.stem.removeprefix(stem).strip(".-_")
        sample = " ".join(text.text for text in texts[:20])
        language = suffix if suffix in LANGUAGES else detect(sample)[0]
        found.setdefault(language, []).extend(texts)
    if not any(found.values()):
        raise UsageError("eval_incomplete", path=folder, missing=f"{stem}*.jsonl")
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as cause:
                raise UsageError("eval_line", path=path, line=number, cause=cause) from cause
            yield number, row


def _text(path: Path, number: int, row: Any) -> _Text:  # noqa: ANN401 - checked here
    try:
        return _Text(str(row.get("_id", row.get("id"))), str(row["text"]), str(row.get("title", "")))
    except (KeyError, AttributeError) as cause:
        raise UsageError("eval_line", path=path, line=number, cause=f"{cause} missing") from cause


def _read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Reads lines of question, document and relevance (or, as TREC has it, with a column between)."""
    if not path.is_file():
        raise UsageError("eval_incomplete", path=path.parent, missing=path.name)
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        columns = line.split("\t")
        if number == 1 and not columns[-1].strip().isdigit():
            continue  # a header
        try:
            judged.setdefault(columns[0], {})[columns[-2]] = int(columns[-1])
        except (IndexError, ValueError) as cause:
            raise UsageError("eval_line", path=path, line=number, cause=cause) from cause
    return judged
