"""All pages of the desk behind one router."""

from fastapi import APIRouter

from monitor.web.pages import alert, coverage, event, limits, queue, rejections, rules, sign_in

router = APIRouter(include_in_schema=False)
for _page in (sign_in, queue, alert, event, limits, rules, coverage, rejections):
    router.include_router(_page.router)
