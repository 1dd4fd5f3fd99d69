"""Pages of the web app: a template in the reader's language, with what a browser may do with it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Coroutine
from functools import cache, partial
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData

from api.identity import key_cookie, service
from api.problems import cause_of, sentence
from api.web_files import address, takes_gzip
from api.web_language import page_language, remember
from api.web_marks import excerpt, marked
from kb.access import ANYBODY, Reader, Scope
from kb.errors import PraktijkbankError, UsageError
from kb.facet_labels import facet_label, facet_name
from kb.messages import message
from kb.registry import Registry
from kb.types import LANGUAGES

# A page runs and shows what comes from this server, and nothing that stands in the page itself.
_POLICY = (
    "default-src 'none'",
    *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect")),
    "form-action 'self'",
    "base-uri 'none'",
)
_LEAST_PACKED = 1000
_SEE_OTHER = 303
_UNKNOWN = 401


class PageRoute(APIRoute):
    """A route whose errors are pages too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Returns what answers a request."""
        answer = super().get_route_handler()

        async def answer_with_pages(request: Request) -> Response:
            try:
                return await answer(request)
            except RequestValidationError:
                key = "page_form_invalid" if request.method == "POST" else "page_address_invalid"
                return _refused(request, UsageError(key))
            except PraktijkbankError as error:
                return _refused(request, error)

        return answer_with_pages


async def sent_form(request: Request) -> FormData:
    """Returns what a form sent, with each of the fields of one name."""
    return await request.form()


Sent = Annotated[FormData, Depends(sent_form)]


def texts_of(form: FormData, name: str) -> list[str]:
    """Returns what the fields of a name hold; files, which no form of ours sends, are nothing. Browsers send CRLF."""
    return [one.replace("\r\n", "\n") for one in form.getlist(name) if isinstance(one, str)]


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    framed_by: str = "'none'",
    secret: str = "",
    **context: object,
) -> Response:
    """Returns a page.

    Args:
        request: what it answers; tells the language.
        template: name of the template.
        status: of the answer.
        framed_by: the sites that may show it in a frame, as a policy names them.
        secret: what it shows this once, and no browser keeps.
        **context: what the template shows besides the language and what all of them have.
    """
    language = page_language(request)
    shown = {**_common(request, language), **context, "secret": secret}
    content = _environment().get_template(template).render(shown).encode()
    policy = "; ".join((*_POLICY, f"frame-ancestors {framed_by}"))
    headers = {"Content-Security-Policy": policy, "Vary": "Cookie, Accept-Encoding"}
    # Without a referrer a browser would say of our own forms that they came from nowhere.
    headers["Referrer-Policy"] = "same-origin"
    if key_cookie(request) in request.cookies or secret:  # a browser keeps nothing of it once it is signed out
        headers["Cache-Control"] = "no-store"
    if takes_gzip(request) and len(content) > _LEAST_PACKED:
        content, headers["Content-Encoding"] = gzip.compress(content, 6, mtime=0), "gzip"
    response = HTMLResponse(content, status_code=status, headers=headers)
    remember(request, response)
    return response


def leads_to(address: str) -> Response:
    """Returns the answer to a form: where a browser goes on, so that a reload sends nothing again."""
    return RedirectResponse(address, status_code=_SEE_OTHER)


def rendered(template: str, language: str, **context: object) -> str:
    """Returns a template in a language, filled in."""
    return _environment().get_template(template).render(t=partial(_told, language), **context)


def failure(request: Request, status: int, told: str) -> Response:
    """Returns the page that tells what went wrong, and leads back to the search; who is not known can sign in."""
    if status == _UNKNOWN:
        refused = told if key_cookie(request) in request.cookies else ""
        return page(request, "sign_in.html", status=status, told=refused)
    return page(request, "failure.html", status=status, told=told, sent=request.method == "POST")


def labels(registry: Registry, language: str) -> Callable[[str, str], str]:
    """Returns what tells how a value of a facet is called."""
    return lambda facet, value: facet_label(facet, value, language, registry)


def _address_of(request: Request) -> str:
    """Returns where a reader is, to come back to; nothing that a form was sent to."""
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(request.url.path) + query if request.method == "GET" else "/"


def _contact_address(contact: str) -> str | None:
    """Returns where a link to whom readers may ask leads, None where they are told in words alone."""
    if contact.startswith(("https://", "http://")):
        return contact
    return f"mailto:{contact}" if "@" in contact and " " not in contact else None


def _common(request: Request, language: str) -> dict[str, object]:
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    others = {one: f"?{urlencode([*kept, ('lang', one)])}" for one in LANGUAGES}
    contact = service(request).base.config.contact
    return {
        "contact_told": contact,
        "contact_address": _contact_address(contact),
        "language": language,
        "languages": others,
        "t": partial(_told, language),
        "facet_name": lambda facet: facet_name(facet, language),
        "here": request.url.path,
        "is_signed_in": key_cookie(request) in request.cookies,
        "back": _address_of(request),
        "may_sign_in": getattr(request.state, "reader", ANYBODY) == ANYBODY,
        "label": labels(service(request).base.registry, language),
        "places": _places(getattr(request.state, "reader", ANYBODY)),
    }


def _places(reader: Reader) -> list[tuple[str, str]]:
    """Returns where a reader may go, with the messages that name it."""
    places = [("/", "web_search"), ("/documents", "web_documents")]
    places += [("/partnerships", "web_partnerships"), ("/themes", "web_themes")]
    places.append(("/overview", "web_overview"))
    known = reader != ANYBODY and reader.may(Scope.READ)
    own = (("practices", known), ("dossiers", known))
    work = (("curation", reader.may(Scope.CURATE)), ("uploads", reader.may(Scope.WRITE)))
    found = places + [(f"/{name}", f"web_{name}") for name, may in (*own, *work) if may]
    return [*found, ("/keys", "web_keys_title")] if reader.may(Scope.ADMIN) else found


def _told(language: str, key: str, **values: object) -> str:
    return message(key, language, **values)


def _refused(request: Request, error: PraktijkbankError) -> Response:
    status, key, values = cause_of(error)
    return failure(request, status, sentence(key, values, page_language(request)))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(file=address, marked=marked, excerpt=excerpt)
    return made
