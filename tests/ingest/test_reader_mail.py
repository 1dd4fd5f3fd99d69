from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, Parsed
from ingest.readers.mail import read_mail
from ingest.sources import INSIDE
from kb.errors import ReadError

HEAD = b"From: Ellen Claes <ellen@example.org>\nSubject: Pompen\nDate: Tue, 12 Mar 2024 09:00:00 +0100\n"
NEW = "De pompen werken weer."


def _message(text: str = NEW, html: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage()
    stated = {"From": "Ellen Claes <ellen@example.org>", "Subject": "Pompen", "Date": "Tue, 12 Mar 2024 09:00:00 +0100"}
    for name, value in (stated | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        message[name] = value
    if text:
        message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def _said(message: EmailMessage | bytes) -> list[str]:
    """Returns the texts of a message after its heading and the line that says who wrote when."""
    parsed = read_mail(message if isinstance(message, bytes) else message.as_bytes())
    return [block.text for block in parsed.blocks][2:]


def _html(body: str) -> EmailMessage:
    return _message("", f"<html><body>{body}</body></html>")


def test_a_message_is_its_subject_who_wrote_when_and_its_text() -> None:
    assert read_mail(_message().as_bytes()) == Parsed(
        blocks=(
            Block(kind=BlockKind.HEADING, text="Pompen", level=1),
            Block(kind=BlockKind.PARAGRAPH, text="Ellen Claes · 2024-03-12"),
            Block(kind=BlockKind.PARAGRAPH, text=NEW),
        ),
        title="Pompen",
        date="2024-03-12",
        facts={"date": "2024-03-12"},
    )


def test_an_address_is_no_name() -> None:
    assert read_mail(_message(From="ellen@example.org").as_bytes()).blocks[1].text == "2024-03-12"


@pytest.mark.parametrize(
    "history",
    [
        "Op di 12 mrt. 2024 om 09:00 schreef Jan <jan@example.org>:\n> Werken de pompen?\n> Groet",
        "On Tue, Mar 12, 2024 at 9:00 AM Jan Peeters\n<jan@example.org> wrote:\n\n> Werken de pompen?",
        "Le mar. 12 mars 2024 à 09:00, Jan <jan@example.org> a écrit :\n> Werken de pompen?",
        "El mar, 12 mar 2024 a las 9:00, Jan (<jan@example.org>) escribió:\n> Werken de pompen?",
        "-----Oorspronkelijk bericht-----\nVan: Jan\nWerken de pompen?",
        "________________________________\nVan: Jan\nVerzonden: dinsdag 12 maart 2024 09:00\nAan: Ellen\n\nWerken ze?",
        "> Werken de pompen?",
        "-- \nEllen Claes\nDienst Noord-Zuid\n09 000 00 00",
    ],
)
def test_history_and_signature_are_dropped(history: str) -> None:
    assert _said(_message(f"{NEW}\n\n{history}\n")) == [NEW]


def test_answers_between_quoted_lines_are_kept() -> None:
    text = "On Tue, 12 Mar 2024 Jan wrote:\n> Werken de pompen?\n\nJa, alle zes.\n\n> En de bron?\n\nDie ook.\n"

    assert _said(_message(text)) == ["Ja, alle zes.", "Die ook."]


@pytest.mark.parametrize(
    "history",
    [
        '<div class="gmail_quote"><p class="gmail_attr">Op 12-3-2024 schreef X:</p><blockquote>Oud.</blockquote></div>',
        '<div class="moz-cite-prefix">Op 12-03-2024 schreef Jan:</div><blockquote type="cite"><p>Oud.</p></blockquote>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Jan</div><div>Oud.</div>',
        "<p>Van: Jan Peeters</p><p>Verzonden: dinsdag 12 maart 2024</p><p>Oud.</p>",
        '<div class="gmail_signature">Ellen Claes, dienst Noord-Zuid</div>',
    ],
)
def test_history_and_signature_are_dropped_from_html(history: str) -> None:
    assert _said(_html(f"<p>{NEW}</p>{history}")) == [NEW]


def test_a_message_that_is_passed_on_is_kept_but_for_the_card() -> None:
    text = "Ter info.\n-- \nEllen\n---------- Forwarded message ----------\nDe pompen werken.\n> En de bron ook.\n"

    assert " ".join(_said(_message(text, Subject="Fwd: Pompen"))) == "Ter info. De pompen werken. En de bron ook."


def test_a_message_of_nothing_but_history_is_kept() -> None:
    assert _said(_message("> De pompen werken.\n")) == ["De pompen werken."]


def test_the_plain_text_is_read_unless_it_says_nothing() -> None:
    assert _said(_message(NEW, "<p>Anders opgemaakt.</p>")) == [NEW]
    assert _said(_message("\n", "<ul><li>Pomp een</li><li>Pomp twee</li></ul>")) == ["Pomp een", "Pomp twee"]


def test_lines_that_flow_are_one_paragraph() -> None:
    content = HEAD + b"Content-Type: text/plain; format=flowed\n\nDe pompen \nwerken \nweer.\n"

    assert _said(content) == [NEW]


def test_attachments_come_with_their_names_and_content() -> None:
    message = _message()
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="../../verslag één.pdf")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", cid="<logo>")
    message.add_attachment(b"x", maintype="application", subtype="pgp-signature")
    message.add_attachment("land;jaar\n", subtype="csv", filename="data.csv")
    message.add_attachment(b"PK", maintype="application", subtype="zip")

    attached = read_mail(message.as_bytes()).attachments

    assert [(file.name, file.content.strip()) for file in attached] == [
        ("verslag één.pdf", b"%PDF-1.4"),
        ("data.csv", b"land;jaar"),
        ("3.zip", b"PK"),
    ]
    assert not any(INSIDE in file.name for file in attached)


def test_an_attached_message_is_a_document_of_its_own() -> None:
    inner = _message("De bron is droog.", Subject="Over/de bron")
    inner.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="bron.pdf")
    message = _message()
    message.add_attachment(inner)

    parsed = read_mail(message.as_bytes())
    (attached,) = parsed.attachments

    assert [block.text for block in parsed.blocks][2:] == [NEW]
    assert attached.name == "Over-de bron.eml"
    assert _said(attached.content) == ["De bron is droog."]
    assert [file.name for file in read_mail(attached.content).attachments] == ["bron.pdf"]


def test_a_message_that_only_carries_files_has_no_text_of_its_own() -> None:
    message = _message("")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="verslag.pdf")
    parsed = read_mail(message.as_bytes())

    assert parsed.blocks == ()
    assert len(parsed.attachments) == 1


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (
            b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
            "Été à Ouinhi.".encode("cp1252"),
        ),
        (b"Content-Type: text/plain; charset=iso-8859-1\n", "Été à Ouinhi.".encode("cp1252")),
        (b"Content-Type: text/plain; charset=geen-naam\n", "Été à Ouinhi.".encode()),
        (b"", "Été à Ouinhi.".encode()),
        (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: onzin\n", "Été à Ouinhi.".encode()),
        (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", b"w4l0w6kgw6AgT3VpbmhpLg="),
        (
            b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
            b"=C3=89t=C3=A9 =C3=A0 Ouinhi.",
        ),
        (b"Content-Type: multipart/mixed; boundary=x\n", "--x\n\nÉté à Ouinhi.".encode()),
    ],
)
def test_text_in_encodings_that_are_stated_wrongly_is_read(headers: bytes, body: bytes) -> None:
    assert _said(HEAD + headers + b"\n" + body) == ["Été à Ouinhi."]


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (b"=?utf-8?q?=C3=89t=C3=A9?=", "Été"),
        ("Été".encode(), "Été"),
        ("Été".encode("cp1252"), "Été"),
        (b"=?utf-8?b?w4l0w6k?=", "Été"),
        (b"Een\n lange regel", "Een lange regel"),
        (b"=?windows-\x91255?q?Pompen_=E9?=", "=?windows-‘255?q?Pompen_=E9?="),
    ],
)
def test_a_subject_is_decoded_as_far_as_it_can_be(subject: bytes, title: str) -> None:
    assert read_mail(b"Subject: " + subject + b"\n\nTekst.").title == title


@pytest.mark.parametrize("date", [b"gisteren", b"Tue, 99 Mar 2024 09:00:00 +0100", b"", b"\xff\xfe"])
def test_a_date_that_is_none_costs_nothing(date: bytes) -> None:
    parsed = read_mail(b"Subject: Pompen\nDate: " + date + b"\n\nTekst.")

    assert parsed.date is None
    assert parsed.facts == {}
    assert [block.text for block in parsed.blocks] == ["Pompen", "Tekst."]


@pytest.mark.parametrize(
    "kind",
    [
        'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x',
        "application/pkcs7-mime; smime-type=enveloped-data",
    ],
)
def test_an_encrypted_message_says_so(kind: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_mail(HEAD + f"Content-Type: {kind}\n\n--x\n\ngeheim\n--x--\n".encode())
    assert raised.value.key == "password"


@pytest.mark.parametrize("content", [HEAD + b"\n", HEAD + b"\n \n--\n", HEAD, b"\n"])
def test_a_message_without_text_says_so(content: bytes) -> None:
    with pytest.raises(ReadError) as raised:
        read_mail(content)
    assert raised.value.key == "no_text"


def test_parts_inside_parts_without_end_are_too_deep() -> None:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000))

    with pytest.raises(ReadError) as raised:
        read_mail(HEAD + parts + b"\nTekst.\n")
    assert raised.value.key == "too_deep"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    rest=st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=x\n",
                b"Content-Type: message/rfc822\n",
                b"Content-Transfer-Encoding: base64\n",
                b"Content-Disposition: attachment; filename*0*=utf-8''%ff; filename=\"\n",
                b"Content-Type: text/html; charset=\xff\n",
                b"Subject: =?x?q?=ff?=\n",
                b"--x\n",
                b"--x--\n",
                b"\n",
                b"<p>Tekst</p>\n",
            ]
        )
        | st.binary(max_size=20),
        max_size=12,
    )
)
def test_any_message_is_read_or_refused_with_a_reason(rest: list[bytes]) -> None:
    try:
        parsed = read_mail(HEAD + b"".join(rest))
    except ReadError as reason:
        assert reason.key in {"no_text", "damaged", "too_deep", "password"}  # noqa: PT017
    else:
        assert parsed.blocks or parsed.attachments
