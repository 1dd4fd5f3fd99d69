"""What a PDF says of itself is told as far as it can be read; what may not be read is refused."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from ingest.limits import MOST_ATTACHMENTS, MOST_PAGES
from ingest.readers.pdf_gate import Gate, check_pages, open_gate
from kb.errors import ReadError
from tests.ingest.raw_pdf import raw_pdf, text

CONTENT = raw_pdf(text("Een zin."), text("Nog een zin."))
LABELS = "<</Nums[0<</S/r>>1<</S/D/St 7/P(A-)>>]>>"


def changed(change: Callable[[pypdf.PdfWriter], object], content: bytes = CONTENT) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def gate_of(content: bytes) -> Gate:
    gate = open_gate(content)
    assert gate is not None
    return gate


def reason(content: bytes) -> ReadError:
    with pytest.raises(ReadError) as raised:
        open_gate(content)
    return raised.value


def test_a_plain_file_says_nothing_of_itself() -> None:
    gate = gate_of(CONTENT)

    assert (gate.labels, gate.title, gate.date, gate.attachments) == ((), None, None, ())
    assert not gate.has_form
    assert not gate.is_xfa


def test_title_and_date_are_told() -> None:
    facts = {"/Title": "Jaarrapport", "/CreationDate": "D:20240131120000Z"}

    gate = gate_of(changed(lambda writer: writer.add_metadata(facts)))

    assert (gate.title, gate.date) == ("Jaarrapport", "D:20240131120000Z")


def test_the_numbers_printed_on_the_pages_are_told() -> None:
    assert gate_of(raw_pdf(text("a"), text("b"), text("c"), catalog=f"/PageLabels{LABELS}")).labels == (
        "i",
        "A-7",
        "A-8",
    )


@pytest.mark.parametrize("labels", ["null", "7", "<<>>", "<</Nums 3>>", "<</Nums[0 0 0]>>", "<</Kids[1 0 R]>>"])
def test_damaged_labels_are_none(labels: str) -> None:
    assert gate_of(raw_pdf(text("a"), catalog=f"/PageLabels {labels}")).labels in ((), ("1",))


@pytest.mark.parametrize(("user", "owner"), [("geheim", "baas"), ("geheim", "geheim"), ("geheim", "")])
@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_file_with_a_password_is_refused(user: str, owner: str, algorithm: str) -> None:
    assert reason(changed(lambda writer: writer.encrypt(user, owner, algorithm=algorithm))).key == "password"


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_file_that_only_its_owner_may_change_is_open(algorithm: str) -> None:
    facts = {"/Title": "Jaarrapport"}
    content = changed(lambda writer: (writer.add_metadata(facts), writer.encrypt("", "baas", algorithm=algorithm)))

    assert gate_of(content).title == "Jaarrapport"


def test_more_pages_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf_gate.MOST_PAGES", 1)

    assert (reason(CONTENT).key, reason(CONTENT).values) == ("too_many_pages", {"pages": 2, "most": 1})


def test_as_many_pages_as_are_read_are_let_through() -> None:
    check_pages(MOST_PAGES)
    with pytest.raises(ReadError):
        check_pages(MOST_PAGES + 1)


def test_a_page_is_given_by_its_number_from_1() -> None:
    gate = gate_of(CONTENT)

    assert [page.extract_text() for page in (gate.page(1), gate.page(2)) if page] == ["Een zin.", "Nog een zin."]
    assert gate.page(3) is None


def test_a_page_tree_that_runs_in_a_circle_gives_no_page_and_ends() -> None:
    circle = CONTENT.replace(b"/Kids[5 0 R 7 0 R]", b"/Kids[2 0 R 2 0 R]")

    gate = open_gate(circle)

    assert gate is None or gate.page(1) is None


@pytest.mark.parametrize("count", [b"-3", b"0 ", b"xx", b"9 "])
def test_a_page_tree_that_counts_wrongly_opens_all_the_same(count: bytes) -> None:
    gate = open_gate(CONTENT.replace(b"/Count 2 ", b"/Count " + count).replace(b"/Count 2/", b"/Count " + count + b"/"))

    assert gate is None or gate.page(1) is not None


@pytest.mark.parametrize(
    ("catalog", "is_xfa"),
    [
        ("/AcroForm<</Fields[]/XFA[(datasets) 4 0 R]>>", True),
        ("/NeedsRendering true", True),
        ("/NeedsRendering false", False),
        ("/AcroForm<</Fields[]>>", False),
        ("/AcroForm 99 0 R", False),
        ("/AcroForm(form)", False),
    ],
)
def test_a_form_that_only_its_own_program_shows_is_told(catalog: str, *, is_xfa: bool) -> None:
    assert gate_of(raw_pdf(text("a"), catalog=catalog)).is_xfa is is_xfa


def test_files_inside_the_file_are_taken_out_by_their_names() -> None:
    def attach(writer: pypdf.PdfWriter) -> None:
        writer.add_attachment("verslag.txt", b"Een verslag.")
        writer.add_attachment("lijst.csv", b"a;b")

    held = gate_of(changed(attach)).attachments

    assert [(file.name, file.content) for file in held] == [("lijst.csv", b"a;b"), ("verslag.txt", b"Een verslag.")]


def test_no_more_files_are_taken_out_than_may_be() -> None:
    def attach(writer: pypdf.PdfWriter) -> None:
        for number in range(MOST_ATTACHMENTS + 3):
            writer.add_attachment(f"{number:03}.txt", b"x")

    assert len(gate_of(changed(attach)).attachments) == MOST_ATTACHMENTS


def test_a_damaged_file_inside_the_file_does_not_cost_the_others() -> None:
    def attach(writer: pypdf.PdfWriter) -> None:
        writer.add_attachment("goed.txt", b"Een verslag.")
        names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]
        broken = DictionaryObject({NameObject("/Type"): NameObject("/Filespec"), NameObject("/EF"): NumberObject(3)})
        names.insert(0, broken)
        names.insert(0, TextStringObject("a kapot.txt"))

    assert [file.name for file in gate_of(changed(attach)).attachments] == ["goed.txt"]


def test_names_that_run_in_a_circle_hold_no_files_and_end() -> None:
    def turn(writer: pypdf.PdfWriter) -> None:
        tree = DictionaryObject()
        held = writer._add_object(tree)
        tree[NameObject("/Kids")] = ArrayObject([held])
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): held})

    assert gate_of(changed(turn)).attachments == ()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.4\n" + b"x" * 3000, b"geen pdf", CONTENT[:300]])
def test_what_pypdf_cannot_open_is_none(content: bytes) -> None:
    assert open_gate(content) is None
