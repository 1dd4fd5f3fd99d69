"""The smallest files of every format that hold some text, for tests that damage them."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

SENTENCE = "De intercommunale van Pout en Keur Moussa haalt het afval van zes wijken op met driewielers."
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN = "application/vnd.openxmlformats-officedocument."


def zipped(parts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def relationships(*targets: tuple[str, str]) -> str:
    rows = (
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{"".join(rows)}</Relationships>'


def content_types(**kinds: str) -> str:
    rows = (
        f'<Override PartName="/{name.replace("__", "/")}.xml" ContentType="{_MAIN}{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    usual = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    defaults = (f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in usual.items())
    return f'<Types xmlns="{_TYPES}">{"".join([*defaults, *rows])}</Types>'


def workbook() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = [["Gemeente", "Wijken"], ["Pout", "6"], ["Keur Moussa", "5"]]
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    return zipped(
        {
            "[Content_Types].xml": content_types(
                xl__workbook="spreadsheetml.sheet.main", xl__worksheets__sheet1="spreadsheetml.worksheet"
            ),
            "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets><sheet name="Wijken" sheetId="1" '
            'r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relationships(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )


def slides() -> bytes:
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    spaces = f'xmlns:p="{main}" xmlns:a="{drawing}" xmlns:r="{_OFFICE}"'
    shape = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="Title"/><p:cNvSpPr/><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>'
        f"<p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>{SENTENCE}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    group = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    return zipped(
        {
            "[Content_Types].xml": content_types(
                ppt__presentation="presentationml.presentation.main", ppt__slides__slide1="presentationml.slide"
            ),
            "_rels/.rels": relationships(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst>'
            '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relationships(("slide", "slides/slide1.xml")),
            "ppt/slides/slide1.xml": f"<p:sld {spaces}><p:cSld><p:spTree>{group}{shape}</p:spTree></p:cSld></p:sld>",
        }
    )


def open_document() -> bytes:
    office, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text"))
    body = f'<text:h text:outline-level="1">Afval</text:h><text:p>{SENTENCE}</text:p>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>",
        }
    )


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Afval"
    message["MIME-Version"] = "1.0"
    message.set_content(SENTENCE)
    message.add_alternative(f"<p>{SENTENCE}</p>", subtype="html")
    message.add_attachment(SENTENCE.encode(), maintype="text", subtype="plain", filename="verslag.txt")
    return message.as_bytes()


def texts() -> dict[str, bytes]:
    page = f"<!doctype html><html><body><main><h1>Afval</h1><p>{SENTENCE}</p><table><tr><td>Pout</td></tr></table>"
    return {
        "pagina.html": f"{page}</main></body></html>".encode(),
        "nota.md": f"# Afval\n\n{SENTENCE}\n\n- Pout\n- Keur Moussa\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
        "nota.txt": f"AFVAL\n\n{SENTENCE}\n\n“Zes wijken!”\n— Awa Diop, Pout\n".encode("cp1252", "replace"),
        "utf16.txt": f"AFVAL\n\n{SENTENCE}\n".encode("utf-16"),
        "wijken.csv": b"Gemeente;Wijken\nPout;6\nKeur Moussa;5\n",
        "oud.rtf": rb"{\rtf1\ansi " + SENTENCE.encode() + b"}",
        "oud.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    }


def small_files() -> dict[str, bytes]:
    """Returns one file or more of each format, by name."""
    packed = {"wijken.xlsx": workbook(), "dia.pptx": slides(), "nota.odt": open_document(), "bericht.eml": mail()}
    return texts() | packed
