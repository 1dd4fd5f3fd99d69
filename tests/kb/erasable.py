"""A knowledge base with things to erase in all its stores, and the search for bytes in its files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kb.bootstrap import KnowledgeBase
from kb.curation_desk import CurationDesk, Wish
from kb.decisions import Action
from kb.practice_desk import PracticeDesk
from kb.rows import to_bytes
from kb.text import digest, fold
from kb.types import JudgedFacet, Passage, PracticeKind, Speaker
from tests.documents import write_document
from tests.kb.fake_models import passage

PERSON = "Clémence Akpovi-Dossou"
SECRETS = {
    "report": "Quetzalcoatlina brings waterbalancing to Brimwolledorp, as Zwartemarijn noted in her diary.",
    "minutes": "Nobody but Vlinderdasje knew where the Kolibriput was dug, and Xanthippopolis paid for it.",
    "kept": "The committee of Ouinhi meets on Thursdays after the market, in the shade of the mango tree.",
}
NAMING = {
    "interview": "Clemence Akpovi Dossou says that her Waterwijsheid comes from the Regenmakerij of her aunt.",
    "letter": "In the letter of AKPOVI-DOSSOU, Clémence, the Sterrenkijkerij was praised by everybody there.",
}


def passages_of(name: str, *texts: str) -> list[Passage]:
    made = [passage(digest(name), text, position) for position, text in enumerate(texts)]
    return [replace(one, kind=PracticeKind.LESSON, context=f"{name} context") for one in made]


def fill(base: KnowledgeBase) -> None:
    """Fills every store: documents, vectors, index, decisions and practice records on each passage."""
    for name, text in SECRETS.items():
        write_document(base, name, passages_of(name, text, f"{text} Once more."), original(name))
    for name, text in NAMING.items():
        others = passages_of(name, text, f"What else the {name} holds is about budgets and pumps of all sorts.")
        write_document(base, name, others, original(name))
    quoted = replace(
        passages_of("talk", "« La Sagessedorée vient de la pluie, et de personne d'autre au monde. »")[0],
        speaker=Speaker(name=PERSON, role="maire"),
    )
    write_document(
        base, "talk", [quoted, *passages_of("talk", "", "A second word, by nobody in particular.")[1:]], b"t"
    )
    base.indexer().finish()
    curation, practices = CurationDesk(base.catalog, base.registry), PracticeDesk(base.catalog, base.registry)
    for name in (*SECRETS, *NAMING):
        [first, second] = base.catalog.passages_of(digest(name))
        wish = Wish(action=Action.CORRECT, facet=JudgedFacet.KIND, accepted=("result",))
        curation.decide(first.passage.id, wish, who=f"judge of {name}", note=f"see {PERSON}")
        practices.draft([first.passage.id], who="An")
        practices.draft([second.passage.id, base.catalog.passages_of(digest("kept"))[0].passage.id], who="An")


def original(name: str) -> bytes:
    return f"%PDF of {name}: {SECRETS.get(name) or NAMING[name]} {'x' * 5000}".encode()


def vectors_of(base: KnowledgeBase, *names: str) -> list[bytes]:
    made = [one.passage.embedded_text for name in names for one in base.catalog.passages_of(digest(name))]
    return [to_bytes(base.embedder.embed_query(text)) for text in made]


def left_in(home: Path, words: Iterable[str], vectors: Iterable[bytes] = ()) -> set[tuple[str, str]]:
    """Returns which words, as written, folded or escaped, and which vectors stand in which files."""
    probes = {word: {word.encode(), fold(word).encode(), json.dumps(word)[1:-1].encode()} for word in words}
    probes |= {f"vector {place}": {vector[:24], vector[24:48]} for place, vector in enumerate(vectors)}
    found = set()
    for path in (path for path in home.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for name, forms in probes.items():
            if any(form in content for form in forms):
                found.add((name, path.relative_to(home).parts[0]))
    return found
