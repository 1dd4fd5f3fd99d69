"""References as files of programs that manage them: RIS and BibTeX. No value can end its field or begin another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.plain import one_line
from kb.references import Reference, file_told
from kb.text import digest

# The format wants these ends of lines.
_LINE_END = "\r\n"
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9]")
_BABEL = {"nl": "dutch", "fr": "french", "es": "spanish", "en": "english"}
# BibTeX counts braces even behind a backslash, so that one that stands alone must be written by its name; quotes are
# by number, for Dutch typesetting gives them a meaning of their own.
_TEX = str.maketrans({
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\symbol{34}",
    **{special: f"\\{special}" for special in "$&#%_"},
})  # fmt: skip


def ris(references: Iterable[Reference], language: str) -> str:
    """Returns references as RIS, each once; what needs words is in a language."""
    entries = ("".join(_ris_lines(one, language)) for one in dict.fromkeys(references))
    return _LINE_END.join(entries)


def bibtex(references: Iterable[Reference]) -> str:
    """Returns references as BibTeX, each once; keys are those of the passages, whatever else is in the file."""
    by_key: dict[str, Reference] = {}
    for one in references:
        by_key.setdefault(_key(one), one)
    return "\n".join(_bibtex_entry(key, one) for key, one in by_key.items())


def _ris_lines(reference: Reference, language: str) -> Iterator[str]:
    first, last = reference.ends
    yield _ris_line("TY", "RPRT")
    for tag, value in (
        ("ID", reference.passage_id),
        ("TI", reference.title),
        ("PY", "" if reference.year is None else str(reference.year)),
        ("SE", reference.section),
        ("SP", first),
        ("EP", last if last != first else ""),
        ("LA", reference.language),
        *(("KW", name) for name in reference.partnerships),
        ("N1", file_told(reference, language)),
    ):
        if shown := one_line(value):
            yield _ris_line(tag, shown)
    yield _ris_line("ER", "")


def _ris_line(tag: str, value: str) -> str:
    return f"{tag}  - {value}{_LINE_END}"


def _bibtex_entry(key: str, reference: Reference) -> str:
    pages = "--".join(dict.fromkeys(map(_tex, reference.ends)))
    fields = {
        # In braces of its own, so that its capitals stay.
        "title": f"{{{_tex(reference.title)}}}",
        "year": "" if reference.year is None else str(reference.year),
        "pages": pages,
        "note": _tex(reference.section),
        "keywords": ", ".join(map(_tex, reference.partnerships)),
        "howpublished": _tex(reference.source),
        "language": _BABEL.get(reference.language, ""),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{lines}}}\n"


def _key(reference: Reference) -> str:
    own = _NOT_IN_KEYS.sub("", reference.passage_id)
    return f"praktijkbank-{own or digest(*map(one_line, (reference.title, reference.source, reference.page_range)))}"


def _tex(text: str) -> str:
    return one_line(text).translate(_TEX)
