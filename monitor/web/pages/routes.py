"""All pages of the desk behind one router."""

from fastapi import APIRouter

from monitor.web.pages import (
    account,
    alert,
    audit,
    clearances,
    coverage,
    dashboard,
    event,
    keys,
    limits,
    lists,
    matters,
    outbox,
    papers,
    people,
    provider,
    queue,
    rejections,
    rescreens,
    rules,
    screen,
    sign_in,
    work_forms,
)

router = APIRouter(include_in_schema=False)
# Before the page of an alert, whose address would take the paper's for an id.
router.include_router(papers.router)
for _page in (
    sign_in, provider, account, queue, alert, event, limits, rules, coverage, lists, rejections, people, keys, audit,
):  # fmt: skip
    router.include_router(_page.router)
for _page in (dashboard, outbox, screen, clearances, rescreens):
    router.include_router(_page.router)
router.include_router(matters.router)
router.include_router(work_forms.files_router)
router.include_router(work_forms.router)
