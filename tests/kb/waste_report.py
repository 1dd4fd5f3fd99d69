"""A report with lessons, for tests that lead it through the real way of a document."""

from __future__ import annotations

_REPORT = """# Afvalophaling met driewielers in Ouinhi

Laarne en Ouinhi startten in 2022 een proef met huis-aan-huisophaling van afval in vijftien wijken.

## Geleerde lessen

{lessons}

## Uitdagingen

In het regenseizoen zijn vier wijken twee tot drie weken onbereikbaar voor de driewielers.
"""


def report_of(lessons: str) -> str:
    """The report, with these lessons."""
    return _REPORT.format(lessons=lessons)
