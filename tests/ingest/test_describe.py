from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.blocks import Block, BlockKind, Parsed
from ingest.describe import prepare
from ingest.places import Gazetteer
from ingest.sources import Source
from kb.types import DocumentKind, EvidencePlace, Passage, PracticeKind, PreparedDocument, Speaker, Voice

DUTCH = "De gemeente werkt samen met de inwoners aan een plan voor het water en het onderhoud van de pompen."
FRENCH = "La commune travaille avec les habitants à un plan pour l’eau et pour l’entretien des pompes du village."


def _heading(text: str, level: int = 1) -> Block:
    return Block(kind=BlockKind.HEADING, text=text, level=level)


def _text(text: str = DUTCH, page: int | None = None) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, page=page)


class Describe:
    """Prepares documents, by default from a folder and with content that say nothing."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def __call__(self, *blocks: Block, label: str = "docs/notes.txt", **facts: object) -> PreparedDocument:
        parsed = replace(Parsed(blocks=blocks or (_text(),)), **facts)  # type: ignore[arg-type]
        source = Source(path=Path("/files", label), label=label)
        return prepare(source, b"content", "hash", parsed, self._gazetteer)

    def passage(self, *blocks: Block, **facts: object) -> Passage:
        (found,) = self(*blocks, **facts).passages  # type: ignore[arg-type]
        return found


@pytest.fixture
def describe(gazetteer: Gazetteer) -> Describe:
    return Describe(gazetteer)


@pytest.mark.parametrize(
    ("stated", "first", "title"),
    [
        ("Water  in\nPortoviejo", "Kop", "Water in Portoviejo"),
        (None, "Kop van het verslag", "Kop van het verslag"),
        ("", "Kop van het verslag", "Kop van het verslag"),
        ("untitled", "Kop van het verslag", "Kop van het verslag"),
        ("Naamloos document", "Kop van het verslag", "Kop van het verslag"),
        ("Microsoft Word - verslag.doc", "Kop van het verslag", "Kop van het verslag"),
        ("verslag_v3.indd", "Kop van het verslag", "Kop van het verslag"),
        ("Document1", "Kop van het verslag", "Kop van het verslag"),
        ("x" * 161, "Kop van het verslag", "Kop van het verslag"),
        ("untitled", "", "Jaar Rapport"),
        (None, "y" * 161, "Jaar Rapport"),
        ("Documentatie van de stedenband", "", "Documentatie van de stedenband"),
        ("Printemps à Ouinhi", "", "Printemps à Ouinhi"),
    ],
)
def test_the_title_is_stated_or_the_first_heading_or_the_name(
    describe: Describe, stated: str | None, first: str, title: str
) -> None:
    blocks = (_heading(first), _text()) if first else (_text(),)

    assert describe(*blocks, label="docs/jaar_rapport.pdf", title=stated).document.title == title


def test_a_name_with_capitals_stays_as_it_is(describe: Describe) -> None:
    assert describe(label="docs/Nota_UMSA_Portoviejo.txt").document.title == "Nota UMSA Portoviejo"


def test_the_document_says_where_it_is_from(describe: Describe) -> None:
    prepared = describe(label="docs/notes.txt", pages=3)

    document = prepared.document
    assert (document.origin, document.source) == ("/files/docs/notes.txt", "docs/notes.txt")
    assert (document.content_hash, document.pages, document.visibility) == ("hash", 3, "internal")
    assert prepared.content == b"content"


def test_a_corrected_file_is_the_same_document_and_keeps_its_other_passages(describe: Describe) -> None:
    first = describe(_heading("A"), _text(DUTCH), _heading("B"), _text(FRENCH))
    second = describe(_heading("A"), _text(DUTCH + " Verbeterd."), _heading("B"), _text(FRENCH))

    assert second.document.id == first.document.id
    assert second.passages[0].id != first.passages[0].id
    assert second.passages[1].id == first.passages[1].id


def test_another_file_is_another_document_with_other_passages(describe: Describe) -> None:
    first, second = describe(label="docs/a.txt"), describe(label="docs/b.txt")

    assert first.document.id != second.document.id
    assert first.passages[0].id != second.passages[0].id


def test_equal_texts_in_a_document_are_passages_of_their_own(describe: Describe) -> None:
    passages = describe(_heading("A"), _text(), _heading("B"), _text()).passages

    assert len({passage.id for passage in passages}) == 2
    assert [passage.position for passage in passages] == [0, 1]


@pytest.mark.parametrize(
    ("label", "facts", "year"),
    [
        ("2020/verslag-2022.pdf", {"title": "Jaarrapport 2023"}, 2023),
        ("2020/verslag-2022.pdf", {"title": "Jaarrapport"}, 2022),
        ("2020/verslag.pdf", {"title": "Jaarrapport", "date": "2021-05-01", "facts": {"date": "2021-05-01"}}, 2021),
        ("2020/verslag.pdf", {"title": "Jaarrapport", "date": "D:20210501000000"}, 2020),
        ("2019/2020/verslag.pdf", {"title": "Jaarrapport"}, 2020),
        ("docs/verslag.pdf", {"title": "Jaarrapport", "date": "2025-01-01"}, 2018),
    ],
)
def test_the_year_is_that_of_the_most_trusted_name(
    describe: Describe, label: str, facts: dict[str, object], year: int
) -> None:
    assert describe(_text("In 2018 begon het werk."), label=label, **facts).document.year == year


@pytest.mark.parametrize(
    ("label", "title", "kind"),
    [
        ("docs/notes.txt", "Jaarrapport", DocumentKind.REPORT),
        ("docs/handboek-2024.docx", "Overdracht", DocumentKind.HANDBOOK),
        ("getuigenissen/ouinhi.docx", "Ouinhi", DocumentKind.TESTIMONIAL),
        ("handboeken/verslagen/ouinhi.docx", "Ouinhi", DocumentKind.REPORT),
        ("docs/notes.txt", "Nota", DocumentKind.OTHER),
    ],
)
def test_the_kind_of_document_is_told_by_title_name_or_nearest_folder(
    describe: Describe, label: str, title: str, kind: DocumentKind
) -> None:
    prepared = describe(label=label, title=title)

    assert prepared.document.kind is kind
    assert prepared.passages[0].document_kind is kind


@pytest.mark.parametrize(
    "label",
    ["mol-santo-tomas/notes.txt", "docs/informe_santo_tomas.pdf", "Mol-Santo Tomás/notes.txt", "docs/SANTO-TOMAS.txt"],
)
def test_folder_and_name_link_to_the_partnership(describe: Describe, label: str) -> None:
    prepared = describe(label=label, title="Nota")

    assert (prepared.document.partnerships, prepared.document.countries) == (("mol-santo-tomas",), ("NI",))
    assert (prepared.passages[0].partnerships, prepared.passages[0].countries) == (("mol-santo-tomas",), ("NI",))


def test_a_passage_that_names_a_partnership_is_linked_to_that_one(describe: Describe) -> None:
    passage = describe.passage(_text(f"{DUTCH} Zo gaat het in Pout."), label="mol-santo-tomas/notes.txt", title="Nota")

    assert (passage.partnerships, passage.countries) == (("deinze-lievegem-kemopodi",), ("SN",))


def test_a_heading_that_names_a_partnership_links_its_passages(describe: Describe) -> None:
    passage = describe.passage(_heading("Water in Portoviejo"), _text(), title="Nota")

    assert (passage.partnerships, passage.countries) == (("portoviejo",), ("EC",))


def test_a_country_alone_links_no_partnership_of_another_one(describe: Describe) -> None:
    passage = describe.passage(_text(f"{DUTCH} Zo gaat het ook in Rwanda."), title="Nota")

    assert (passage.partnerships, passage.countries) == ((), ("RW",))


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (["Geleerde lessen"], PracticeKind.LESSON),
        (["Resultaten", "Wat het kost"], PracticeKind.RESULT),
        (["Resultaten", "Uitdagingen"], PracticeKind.CHALLENGE),
        (["Wat het kost"], PracticeKind.CONTEXT),
    ],
)
def test_the_nearest_heading_that_tells_gives_the_kind(
    describe: Describe, headings: list[str], kind: PracticeKind
) -> None:
    blocks = [_heading(text, level) for level, text in enumerate(headings, start=1)]

    assert describe.passage(*blocks, _text(), title="Nota").kind is kind


def test_a_handbook_guides_where_no_heading_tells(describe: Describe) -> None:
    passages = describe(_heading("Eén map"), _text(), _heading("Lessen"), _text(), title="Handboek overdracht").passages

    assert [passage.kind for passage in passages] == [PracticeKind.GUIDANCE, PracticeKind.LESSON]


def test_who_speaks_makes_a_testimony_with_its_speaker(describe: Describe) -> None:
    quote = Block(kind=BlockKind.QUOTE, text=f"“{DUTCH}”")
    said = Block(kind=BlockKind.ATTRIBUTION, text="— Burgemeester van Pout (Senegal):")

    passage = describe.passage(_heading("Resultaten"), quote, said, title="Nota")

    assert passage.kind is PracticeKind.TESTIMONY
    assert passage.speaker == Speaker(role="Burgemeester", municipality="Pout", country="SN")
    assert passage.text == f"{quote.text}\n{said.text}"


def test_a_key_figure_is_one_whatever_stands_above_it(describe: Describe) -> None:
    figure = Block(kind=BlockKind.KEY_FIGURE, text="66% van de besturen")

    kinds = [passage.kind for passage in describe(_heading("Uitdagingen"), figure, _text()).passages]

    assert kinds == [PracticeKind.KEY_FIGURE, PracticeKind.CHALLENGE]


def test_a_passage_in_which_nobody_speaks_has_no_speaker(describe: Describe) -> None:
    assert describe.passage(_text(), title="Nota").speaker is None


def test_a_passage_is_in_its_own_language(describe: Describe) -> None:
    prepared = describe(
        _heading("A"), _text(f"{DUTCH} {DUTCH}"), _heading("B"), _text(FRENCH), _heading("C"), _text("OK.")
    )

    assert prepared.document.language == "nl"
    assert [passage.language for passage in prepared.passages] == ["nl", "fr", "nl"]


def test_the_context_names_title_year_partnership_and_headings(describe: Describe) -> None:
    passage = describe.passage(
        _heading("Jaarrapport 2023"),
        _heading("Resultaten", 2),
        _heading("Marktgelden", 3),
        _text(),
        label="laarne-ouinhi/notes.txt",
        title="Jaarrapport 2023",
    )

    assert passage.context == "Jaarrapport 2023 · 2023 · Laarne – Ouinhi · Resultaten · Marktgelden"
    assert passage.embedded_text == f"{passage.context}\n{DUTCH}"
    assert passage.headings == ("Jaarrapport 2023", "Resultaten", "Marktgelden")


def test_a_context_without_year_or_partnership_leaves_them_out(describe: Describe) -> None:
    assert describe.passage(_text(), title="Nota").context == "Nota"


def test_a_passage_names_its_pages(describe: Describe) -> None:
    assert describe.passage(_text(page=2), _text(page=3), title="Nota").pages == (2, 3)


def test_a_document_of_headings_alone_has_no_passages(describe: Describe) -> None:
    assert describe(_heading("Resultaten")).passages == ()


def test_links_are_suggested_with_their_evidence_beside_the_themes(describe: Describe) -> None:
    prepared = describe(_heading("Lessen"), _text(f"Pout leert. {DUTCH}"), label="tambacounda/notes.txt", title="Nota")
    (passage,) = prepared.passages
    suggested = prepared.suggestions[passage.id]

    assert {one.value for one in suggested if one.facet == "theme"} >= set(passage.themes)
    links = {(one.facet, one.value): one for one in suggested if one.facet != "theme"}
    assert set(links) == {("partnership", "deinze-lievegem-kemopodi"), ("country", "SN")}
    (evidence,) = links["partnership", "deinze-lievegem-kemopodi"].evidence
    assert passage.text[evidence.start : evidence.end] == evidence.quote == "Pout"


def test_a_passage_is_linked_to_what_is_suggested_of_it(describe: Describe) -> None:
    prepared = describe(_text(f"Bugesera en Karongi. {DUTCH}"), _heading("In Ouinhi"), _text(FRENCH), title="Nota")

    assert [passage.partnerships for passage in prepared.passages] == [("bugesera", "karongi"), ("laarne-ouinhi",)]
    for passage in prepared.passages:
        suggested = prepared.suggestions[passage.id]
        assert tuple(one.value for one in suggested if one.facet == "partnership") == passage.partnerships
        assert tuple(one.value for one in suggested if one.facet == "country") == passage.countries


def test_the_title_above_a_passage_does_not_count_as_its_heading(describe: Describe) -> None:
    blocks = (_heading("Ouinhi, Pout en Karongi"), _text(f"In Pout. {DUTCH}"), _heading("Besluit"), _text(FRENCH))
    passages = describe(*blocks).passages

    assert [len(passage.partnerships) for passage in passages] == [1, 3]


def test_a_title_out_of_a_files_name_is_evidence_of_the_file(describe: Describe) -> None:
    prepared = describe(label="docs/bezoek_karongi.txt")
    (passage,) = prepared.passages

    assert prepared.document.title == "Bezoek Karongi"
    shown = [(one.where, one.quote) for s in prepared.suggestions[passage.id] for one in s.evidence]
    assert shown[-2:] == [(EvidencePlace.FOLDER, "bezoek_karongi.txt")] * 2


def test_names_of_files_as_other_systems_write_accents_are_read(describe: Describe) -> None:
    document = describe(label="Mol-Santo Toma\u0301s/re\u0301sume\u0301.txt").document

    assert (document.title, document.partnerships) == ("Résumé", ("mol-santo-tomas",))


QUOTED = (
    Block(kind=BlockKind.QUOTE, text=f"“{DUTCH}”"),
    Block(kind=BlockKind.ATTRIBUTION, text="— Burgemeester van Pout (Senegal):"),
)


@pytest.mark.parametrize(
    ("label", "title", "headings", "voice"),
    [
        ("docs/notes.txt", "Jaarrapport 2023", ["Resultaten"], Voice.CLAIM),
        ("docs/notes.txt", "Eindevaluatie van de stedenband", ["Resultaten"], Voice.EVALUATION),
        ("docs/notes.txt", "Rapport d’évaluation à mi-parcours", ["Contexte"], Voice.EVALUATION),
        ("docs/auditoria_2023.txt", "Informe", ["Contexto"], Voice.EVALUATION),
        ("evaluations/notes.txt", "Note", ["Context"], Voice.EVALUATION),
        ("docs/notes.txt", "Jaarrapport 2023", ["Evaluatie", "Water"], Voice.EVALUATION),
        ("docs/notes.txt", "Jaarrapport 2023", ["Monitoring en evaluatie"], Voice.CLAIM),
        ("docs/notes.txt", "Handboek overdracht", ["Evaluatie"], Voice.CLAIM),
        ("docs/notes.txt", "Nota", ["Getuigenissen"], Voice.TESTIMONY),
    ],
)
def test_the_voice_is_told_by_the_document_and_the_headings(
    describe: Describe, label: str, title: str, headings: list[str], voice: Voice
) -> None:
    blocks = [_heading(text, level) for level, text in enumerate(headings, start=1)]

    assert describe.passage(*blocks, _text(), label=label, title=title).voice is voice


def test_who_is_quoted_speaks_also_in_an_evaluation(describe: Describe) -> None:
    blocks = (*QUOTED, _heading("Besluit"), _text())
    passages = describe(*blocks, title="Evaluatie 2024").passages

    assert [passage.voice for passage in passages] == [Voice.TESTIMONY, Voice.EVALUATION]
