"""All routes of the API under one prefix."""

from __future__ import annotations

from fastapi import APIRouter

from admin.api import chain, leads, openness, questions, threads
from admin.api.door import PREFIX, REFUSALS

router = APIRouter(prefix=PREFIX)
for part in (leads.router, threads.router, chain.router, openness.router, questions.router):
    router.include_router(part, responses=REFUSALS)
