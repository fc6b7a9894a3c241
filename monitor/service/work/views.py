"""Saved views: filters of the queue under a name, for oneself or for the whole desk."""

from monitor.domain.people import Right
from monitor.domain.ports.work import SavedView
from monitor.service.ids import new_id
from monitor.service.work.asking import Asked, NotThere
from monitor.service.work.desk import Desk
from monitor.service.work.doings import fits, worded

NAME_MAX = 60
QUERY_MAX = 1_000


def save_view(desk: Desk, asked: Asked, name: str, query: str, *, shared: bool) -> SavedView:
    """Keep filters under a name; one's own view of the same name is replaced.

    Sharing it with the desk needs the right to supervise.

    Raises:
        WordsMissingError: the name is missing, or something is too long.
    """
    said = worded(name, "name", "a view needs a name", NAME_MAX)
    fits(query, "query", QUERY_MAX)
    if shared:
        asked.needs(Right.SUPERVISE, "sharing a view with the desk")
    with desk.changing(asked) as change:
        view = SavedView(new_id("vw", change.now), asked.by, said, query, shared, change.now)
        change.unit.work.save_view(view)
        change.record("view.save", view.id, after={"name": said, "query": query, "shared": shared})
    return view


def drop_view(desk: Desk, asked: Asked, view_id: str) -> None:
    """Forget one of one's own views.

    Raises:
        NotThere: the asker has no such view.
    """
    with desk.changing(asked) as change:
        if not change.unit.work.drop_view(view_id, asked.by):
            raise NotThere("view")
        change.record("view.drop", view_id)
