"""Every view of the web app, each as a reader comes upon it, with something in it to be seen."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from urllib.parse import quote_plus, urlsplit

from playwright.sync_api import APIRequestContext, APIResponse, FilePayload, FormData

# What somebody asks in each language, on what more than one partnership writes about.
QUESTIONS = {
    "nl": "afvalophaling in de wijken",
    "fr": "collecte des déchets dans les quartiers",
    "es": "recogida de residuos en los barrios",
    "en": "waste collection",
}
NOTHING = "country=BJ&kind=lesson&year=1999"
_PATIENCE_SECONDS = 120
_BY = "An Peeters"


def made_views(request: APIRequestContext, server: str) -> Mapping[str, str]:
    """Puts into a knowledge base what views show besides documents, and returns the address of each view by name.

    In an address `{question}` stands for a question in the reader's language.
    """
    hits = request.get(f"{server}/v1/search", params={"q": QUESTIONS["en"]}).json()["hits"]
    passage = next(one for one in hits if one["page"])  # one that has a picture
    others = [one for one in hits if one is not passage]
    own = {"by": _BY, "passage": passage["passage_id"]}
    practice = _lands(request, f"{server}/practices", own)
    for number, other in enumerate(others[:2], start=1):
        more = {"by": _BY, "passage": other["passage_id"], "version": str(number)}
        _lands(request, f"{server}{practice}/evidence", more)
    dossier = _lands(request, f"{server}/dossiers", {"title": "Tricycles", "passage": passage["passage_id"]})
    _lands(request, f"{server}{dossier}/items", {"passage": others[0]["passage_id"]})
    return {
        "start": "/",
        "search": "/?q={question}",
        "search-filtered": "/?q={question}&country=SN&country=EC&sort=relevance",
        "search-nothing": f"/?q=zzqx&{NOTHING}",
        "browse": "/?theme=waste-collection",
        "searches": "/searches",
        "passage": f"/passages/{passage['passage_id']}",
        "elsewhere": f"/passages/{passage['passage_id']}/elsewhere",
        "documents": "/documents",
        "document": f"/documents/{passage['document_id']}",
        "partnerships": "/partnerships",
        "partnership": f"/partnerships/{passage['partnerships'][0]}",
        "themes": "/themes",
        "theme": f"/themes/{passage['themes'][0]}",
        "overview": "/overview",
        "practices": "/practices",
        "practices-passage": f"/practices?passage={others[1]['passage_id']}",
        "practice": practice,
        "practice-edit": f"{practice}/edit",
        "curation": "/curation",
        "dossiers": "/dossiers",
        "dossiers-passage": f"/dossiers?passage={passage['passage_id']}",
        "dossier": dossier,
        "shared": _shared(request, server, dossier),
        "uploads": "/uploads",
        "upload": _uploaded(request, server),
        "keys": "/keys",
        "sign-in": "/sign-in",
        "embed": "/embed?q={question}",
        "failure": "/passages/0",
    }


def keep_a_search(request: APIRequestContext, server: str, language: str) -> None:
    """Has a browser keep a search, as the page of these shows it."""
    address = asked_in("/?q={question}&country=SN", language)
    assert request.post(f"{server}/searches", form={"address": address}).ok


def asked_in(address: str, language: str) -> str:
    """Returns the address of a view for a reader of a language."""
    return address.format(question=quote_plus(QUESTIONS[language]))


def _lands(request: APIRequestContext, address: str, form: Mapping[str, str]) -> str:
    """Sends a form, and returns the path that it leads to."""
    return _path(request.post(address, form=dict(form)))


def _shared(request: APIRequestContext, server: str, dossier: str) -> str:
    """Makes a link to a dossier, and returns its path."""
    shown = request.post(f"{server}{dossier}/share").text()
    found = re.search(r"/shared/[\w-]+", shown)
    assert found, shown
    return found[0]


def _uploaded(request: APIRequestContext, server: str) -> str:
    """Sends a file that can be read and one that cannot, and returns the path of the page that tells how it went."""
    note = b"# Visit\n\nThe depot lends tricycles to the poorest streets, and asks for a share of the income.\n"
    form = FormData()
    form.append("visibility", "internal")
    for name, content in (("visit-to-the-depot.md", note), ("scan-2019.pdf", b"%PDF-1.7\nno more")):
        form.append("files", FilePayload(name=name, mimeType="application/octet-stream", buffer=content))
    path = _path(request.post(f"{server}/uploads", multipart=form))
    until = time.monotonic() + _PATIENCE_SECONDS
    while "hx-trigger" in request.get(server + path).text():
        assert time.monotonic() < until, "the files were not read"
        time.sleep(0.2)
    return path


def _path(answer: APIResponse) -> str:
    assert answer.ok, answer.text()
    return urlsplit(answer.url).path
