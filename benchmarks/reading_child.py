"""Reads PDFs in one of three ways, in a process of its own: `reading.py` runs it and takes the JSON that it prints."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Way = Callable[[Path], tuple[int, int]]


def main() -> None:
    """Reads the files that are named after the way, and prints pages, seconds and peak memory."""
    way, *files = sys.argv[1:]
    read = WAYS[way]()
    found = {file: _timed(read, Path(file)) for file in files}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"files": found, "peak": peak}))


def _timed(read: Way, file: Path) -> dict[str, Any]:
    start, processor = time.perf_counter(), time.process_time()
    try:
        pages, parts = read(file)
    except Exception as cause:  # noqa: BLE001 - a file that cannot be read is left out by all ways
        return {"error": f"{type(cause).__name__}: {cause}"}
    took = {"seconds": time.perf_counter() - start, "processor": time.process_time() - processor}
    return {"pages": pages, "parts": parts, **took}


def _praktijkbank() -> Way:
    """Reads to passages, as ingest does."""
    from ingest.formats import Format  # noqa: PLC0415 - each way is measured with its own libraries alone
    from ingest.passages import split  # noqa: PLC0415 - as above
    from ingest.readers import read  # noqa: PLC0415 - as above

    def passages(file: Path) -> tuple[int, int]:
        parsed = read(file.read_bytes(), Format.PDF)
        return parsed.pages or 0, len(split(parsed.blocks))

    return passages


def _pypdf() -> Way:
    """Extracts the text of each page, and drops it."""
    import pypdf  # noqa: PLC0415 - each way is measured with its own libraries alone

    def text(file: Path) -> tuple[int, int]:
        reader = pypdf.PdfReader(file)
        return len(reader.pages), sum(bool(page.extract_text()) for page in reader.pages)

    return text


def _pdfium() -> Way:
    """As `_pypdf`, by PDFium."""
    import pypdfium2  # noqa: PLC0415 - each way is measured with its own libraries alone

    def text(file: Path) -> tuple[int, int]:
        document = pypdfium2.PdfDocument(file)
        filled = 0
        for page in document:
            found = page.get_textpage()
            filled += bool(found.get_text_range())
            found.close()
            page.close()
        return len(document), filled

    return text


WAYS: dict[str, Callable[[], Way]] = {"praktijkbank": _praktijkbank, "pypdf": _pypdf, "pdfium": _pdfium}

if __name__ == "__main__":
    main()
