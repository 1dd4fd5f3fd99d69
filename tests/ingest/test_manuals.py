from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, Place
from ingest.manuals import mark_manual
from kb.types import Box

BULLET, HEADING, KEY_FIGURE, PARAGRAPH, QUESTION, QUOTE, STEP, WARNING = (
    BlockKind.BULLET,
    BlockKind.HEADING,
    BlockKind.KEY_FIGURE,
    BlockKind.PARAGRAPH,
    BlockKind.QUESTION,
    BlockKind.QUOTE,
    BlockKind.STEP,
    BlockKind.WARNING,
)
TEXT = "De gemeente en haar partner leggen samen vast wie wat doet."

_settings = settings(max_examples=150, deadline=None, derandomize=True)


def _block(kind: BlockKind, text: str) -> Block:
    return Block(kind=kind, text=text, level=int(kind is HEADING))


def _marked(*blocks: tuple[BlockKind, str]) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in mark_manual([_block(kind, text) for kind, text in blocks])]


def _kinds(*blocks: tuple[BlockKind, str]) -> list[BlockKind]:
    return [kind for kind, _ in _marked(*blocks)]


@pytest.mark.parametrize(
    "text",
    [
        "Let op: de termijn is kort.",
        "Let op! De termijn is kort.",
        "Let op dat u op tijd bent.",
        "LET OP – de termijn is kort.",
        "Opgelet, de termijn is kort.",
        "Pas op voor te lange vergaderingen.",
        "Tip: begin klein.",
        "Tip 3: begin klein.",
        "💡 Tip: begin klein.",
        "⚠️ Belangrijk: bewaar de bewijzen.",
        "Opmerking: het formulier verandert.",
        "Attention : le délai est court.",
        "Attention ! Le délai est court.",
        "Remarque : le formulaire change.",
        "Astuce – commencez petit.",
        "À noter : le formulaire change.",
        "À noter que le formulaire change.",
        "Veillez à ne pas tarder.",
        "Bon à savoir : c'est gratuit.",
        "Ojo: el plazo es corto.",
        "¡Ojo! El plazo es corto.",
        "Ojo con los plazos.",
        "Atención: el plazo es corto.",
        "Nota: el formulario cambia.",
        "Consejo: empiece poco a poco.",
        "Tenga en cuenta los plazos.",
        "Warning: time is short.",
        "Caution! Time is short.",
        "Note: the form changes.",
        "NB: the form changes.",
        "Please note the form changes.",
        "::: tip Begin klein, en groei daarna. :::",
        "[!WARNING] Time is short.",
    ],
)
def test_warnings_tips_and_notes_are_told(text: str) -> None:
    assert _kinds((PARAGRAPH, TEXT), (PARAGRAPH, text), (PARAGRAPH, TEXT)) == [PARAGRAPH, WARNING, PARAGRAPH]


@pytest.mark.parametrize(
    "text",
    [
        "Tips voor wie begint: lees eerst alles.",
        "Nota aan het stuurorgaan van 8 maart.",
        "Attention to detail is what counts.",
        "Attention aux détails, dit la maire.",
        "Conseil communal de Pout : procès-verbal.",
        "Note taking helps.",
        "Notaris: Jan Peeters.",
        "De tip: begin klein.",
        "We letten op: water, voedsel en afval.",
        "Important documents are kept for ten years.",
        "Consejos para empezar.",
        "Avisos legales y condiciones.",
        "“Let op: de termijn is kort”, zei ze.",
    ],
)
def test_text_with_such_a_word_is_no_warning(text: str) -> None:
    assert _kinds((PARAGRAPH, TEXT), (PARAGRAPH, text), (PARAGRAPH, TEXT)) == [PARAGRAPH] * 3


@pytest.mark.parametrize("label", ["Let op!", "Tip", "Attention", "Remarque :", "Ojo", "Consejo", "Note", "WARNING"])
def test_a_bare_label_above_a_text_makes_it_a_warning(label: str) -> None:
    for kind in (HEADING, PARAGRAPH):
        assert _kinds((STEP, "1. Kies."), (kind, label), (PARAGRAPH, TEXT), (PARAGRAPH, TEXT)) == [
            STEP,
            WARNING,
            WARNING,
            PARAGRAPH,
        ]


def test_a_label_that_heads_a_document_or_a_chapter_is_its_title() -> None:
    assert _kinds((HEADING, "Nota"), (PARAGRAPH, TEXT)) == [HEADING, PARAGRAPH]
    assert _kinds((PARAGRAPH, TEXT), (HEADING, "Tips"), (PARAGRAPH, TEXT)) == [PARAGRAPH, HEADING, PARAGRAPH]


def test_an_item_under_a_step_may_warn_but_one_of_a_list_is_of_the_list() -> None:
    assert _kinds((STEP, "1. Kies."), (BULLET, "Let op: kies samen."), (STEP, "2. Doe.")) == [STEP, WARNING, STEP]
    assert _kinds((BULLET, "Kies."), (BULLET, "Tip: kies samen.")) == [BULLET, BULLET]


def test_the_fences_of_a_note_are_no_text() -> None:
    assert _marked((PARAGRAPH, "::: tip De beslissing"), (PARAGRAPH, TEXT), (PARAGRAPH, ":::")) == [
        (WARNING, "De beslissing"),
        (PARAGRAPH, TEXT),
    ]
    assert _marked((QUOTE, "[!NOTE] Vooraf lezen.")) == [(WARNING, "Vooraf lezen.")]


@pytest.mark.parametrize(
    "question",
    [
        "Wie betaalt de reis?",
        "Qui paie le voyage ?",
        "¿Quién paga el viaje?",
        "Who pays for the trip?",
        "3. Hoe vraag ik subsidie aan?",
        "Wat kost versie 1.5 van het pakket?",
    ],
)
def test_a_question_above_its_answer_is_told(question: str) -> None:
    assert _kinds((PARAGRAPH, TEXT), (PARAGRAPH, question), (PARAGRAPH, TEXT)) == [PARAGRAPH, QUESTION, PARAGRAPH]
    assert _kinds((PARAGRAPH, question), (BULLET, "De gemeente."), (BULLET, "De partner.")) == [
        QUESTION,
        BULLET,
        BULLET,
    ]


def test_numbered_questions_with_answers_between_them_are_no_list_of_steps() -> None:
    pairs = [pair for n in (1, 2) for pair in ((STEP, f"{n}. Wie doet werk {n}?"), (PARAGRAPH, TEXT))]

    assert _kinds(*pairs) == [QUESTION, PARAGRAPH, QUESTION, PARAGRAPH]


@pytest.mark.parametrize(
    "blocks",
    [
        [(BULLET, "Is er draagvlak genoeg?"), (BULLET, "Is er geld genoeg?"), (PARAGRAPH, TEXT)],
        [(STEP, "1. Is er draagvlak genoeg?"), (STEP, "2. Is er geld genoeg?"), (PARAGRAPH, TEXT)],
        [(PARAGRAPH, "Is er draagvlak genoeg?"), (PARAGRAPH, "Is er geld genoeg?"), (PARAGRAPH, TEXT)],
        [(PARAGRAPH, "Vraag u het volgende af:"), (PARAGRAPH, "Is er draagvlak genoeg?"), (PARAGRAPH, TEXT)],
        [(PARAGRAPH, "Wie betaalt de reis?"), (HEADING, "Budget"), (PARAGRAPH, TEXT)],
        [(PARAGRAPH, TEXT), (PARAGRAPH, "Wie betaalt de reis?")],
        [(PARAGRAPH, TEXT + " Wie betaalt dan de reis?"), (PARAGRAPH, TEXT)],
        [(PARAGRAPH, "Nog vragen?"), (PARAGRAPH, "Bel ons.")],
        [(PARAGRAPH, "een begin dat doorloopt tot een vraag?"), (PARAGRAPH, TEXT)],
    ],
)
def test_checklists_and_running_text_are_no_questions(blocks: list[tuple[BlockKind, str]]) -> None:
    assert _kinds(*blocks) == [kind for kind, _ in blocks]


def test_a_question_as_a_heading_stays_a_heading() -> None:
    assert _kinds((HEADING, "Wie betaalt de reis?"), (PARAGRAPH, TEXT)) == [HEADING, PARAGRAPH]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("V: Wie beslist", "A: De raad."),
        ("Vraag 2: Wie beslist er", "Antwoord: De raad."),
        ("VRAAG: Wie beslist?", "ANTWOORD: De raad."),
        ("Q : Qui décide ?", "R : Le conseil."),
        ("Question 1 : Qui décide ?", "Réponse : Le conseil."),
        ("P: ¿Quién decide?", "R: El concejo."),
        ("Pregunta: ¿Quién decide?", "Respuesta: El concejo."),
        ("Question. Who decides?", "Answer. The council."),
    ],
)
def test_labels_tell_questions_and_answers(question: str, answer: str) -> None:
    assert _marked((PARAGRAPH, question), (PARAGRAPH, answer)) == [(QUESTION, question), (PARAGRAPH, answer)]


def test_questions_and_answers_in_one_paragraph_are_taken_apart() -> None:
    assert _marked((PARAGRAPH, "V: Wie beslist? A: De raad. V: Wie betaalt? A: De stad.")) == [
        (QUESTION, "V: Wie beslist?"),
        (PARAGRAPH, "A: De raad."),
        (QUESTION, "V: Wie betaalt?"),
        (PARAGRAPH, "A: De stad."),
    ]


@pytest.mark.parametrize(
    "text", ["Q. Peeters, schepen", "P. 12: zie de bijlage", "Vraag het aan de gemeente", "V: Mol"]
)
def test_initials_and_lone_labels_are_no_questions(text: str) -> None:
    assert _kinds((PARAGRAPH, text), (PARAGRAPH, TEXT)) == [PARAGRAPH, PARAGRAPH]


@pytest.mark.parametrize(
    "text", ["Stap 1: Kies een partner.", "Étape 2 : Choisir.", "Paso 3. Elegir.", "Step 4 – Choose."]
)
def test_a_paragraph_that_names_its_step_is_a_step(text: str) -> None:
    assert _kinds((PARAGRAPH, TEXT), (PARAGRAPH, text)) == [PARAGRAPH, STEP]


@pytest.mark.parametrize("kinds", [(PARAGRAPH, PARAGRAPH), (HEADING, PARAGRAPH), (HEADING, HEADING)])
def test_a_figure_and_the_line_below_it_are_one(kinds: tuple[BlockKind, BlockKind]) -> None:
    figure, label = kinds

    assert _marked(
        (PARAGRAPH, TEXT), (figure, "66%"), (label, "van de besturen"), (figure, "12"), (label, "steden")
    ) == [
        (PARAGRAPH, TEXT),
        (KEY_FIGURE, "66% van de besturen"),
        (KEY_FIGURE, "12 steden"),
    ]


def test_a_figure_keeps_its_places_and_those_of_its_label() -> None:
    upper, lower = Box(1, 0, 0, 9, 9), Box(1, 0, 10, 9, 19)
    figure = Block(kind=PARAGRAPH, text="66%", page=1, places=(Place(0, upper),))
    label = Block(kind=PARAGRAPH, text="van de besturen", page=1, places=(Place(0, lower),))

    (found,) = mark_manual([figure, label])

    assert found.places == (Place(0, upper), Place(4, lower))
    assert found.text[found.places[1].start :] == "van de besturen"


@pytest.mark.parametrize(
    "blocks",
    [
        [(PARAGRAPH, "De gemeente telt nu"), (PARAGRAPH, "66%"), (PARAGRAPH, "van de stemmen")],
        [(PARAGRAPH, TEXT), (PARAGRAPH, "66%"), (HEADING, "Resultaten van de telling")],
        [(PARAGRAPH, TEXT), (BULLET, "66%"), (PARAGRAPH, "van de stemmen")],
        [(PARAGRAPH, TEXT), (PARAGRAPH, "12"), (PARAGRAPH, "De gemeente besliste in mei.")],
        [(PARAGRAPH, TEXT), (PARAGRAPH, "66%")],
    ],
)
def test_numbers_in_text_and_on_pages_are_no_key_figures(blocks: list[tuple[BlockKind, str]]) -> None:
    assert KEY_FIGURE not in _kinds(*blocks)


def test_a_table_of_contents_goes_and_numbers_tell_levels() -> None:
    lines = [(PARAGRAPH, "1 Doel ....... 2"), (PARAGRAPH, "1.1 Waarom ...... 2")]
    marked = mark_manual(
        [
            _block(*block)
            for block in [(HEADING, "Inhoud"), *lines, (HEADING, "1 Doel"), (HEADING, "1.1 Waarom"), (PARAGRAPH, TEXT)]
        ]
    )

    assert [(block.level, block.text) for block in marked] == [(1, "1 Doel"), (2, "1.1 Waarom"), (0, TEXT)]


_text = st.sampled_from(
    [
        TEXT,
        "Let op",
        "Tip: ja.",
        "Wie betaalt de reis?",
        "66%",
        "van de besturen",
        "1. Kies.",
        "V: Wie? A: Wij.",
        "1.1 Doel",
    ]
)


@_settings
@given(blocks=st.lists(st.tuples(st.sampled_from(list(BlockKind)), _text), max_size=12))
def test_marking_keeps_all_words_in_order(blocks: list[tuple[BlockKind, str]]) -> None:
    found = [word for _, text in _marked(*blocks) for word in text.split()]

    assert found == [word for _, text in blocks for word in text.split()]


@_settings
@given(texts=st.lists(st.text(max_size=30), max_size=8), kind=st.sampled_from(list(BlockKind)))
def test_any_text_can_be_marked(texts: list[str], kind: BlockKind) -> None:
    assert len(mark_manual([_block(kind, text) for text in texts])) <= 4 * len(texts)
