"""The questions and answers for bot hosts, and what citizens asked in vain on its way to the editors."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin.api.door import ApiRoute, Refused, answer, body_of, check_token, documented
from admin.faq import book
from faq.asked import names_somebody
from storage.faq_questions import Votes
from storage.wire import FaqNews, Stored

router = APIRouter(dependencies=[Depends(check_token)], route_class=ApiRoute)
_TOLD: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "all entries that hold, as a JSON list", "content": {"application/json": {}}},
    304: {"description": "the corpus of `If-None-Match` is the present one"},
}


@router.get("/corpus", response_class=Response, responses=_TOLD)
async def get_corpus(request: Request) -> Response:
    """Shipped entries and local edits as one list, under an ETag; nothing is sent twice to who names the tag."""
    etag, body = book.packed((await book.opened(request.app.state.services)).corpus)
    headers = {"ETag": f'"{etag}"'}
    if etag in _named(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/faq", response_model=Stored, openapi_extra=documented(FaqNews))
async def post_news(request: Request) -> Response:
    """Questions that three conversations of a week asked in vain, and counts of votes; sent again, they count once."""
    news = await body_of(request, FaqNews)
    if any(names_somebody(one.text) for one in news.questions):
        raise Refused(422, "questions.text")
    known = True
    async with request.app.state.services.ledger.begin() as work:
        for one in news.questions:
            known &= not await work.faq_questions.add(one.question_id, one.text, one.kind, one.entry_id, one.day)
        for vote in news.votes:
            votes = Votes(vote.helped, vote.unhelped)
            await work.faq_questions.put_votes(news.bot_id, vote.entry_id, vote.day, votes)
    return answer(Stored(known=known and bool(news.questions)))


def _named(header: str) -> set[str]:
    """The tags of an `If-None-Match`, weak ones too: the bytes are the same for the same entries."""
    return {tag.strip().removeprefix("W/").strip('"') for tag in header.split(",") if tag.strip()}
