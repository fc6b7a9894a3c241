"""``GET /v1/exports``: alerts as files, streamed."""

from collections.abc import Mapping
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from monitor.domain.people import Right
from monitor.domain.ports import AlertFilter
from monitor.service.exports import ExportFormat, export_alerts
from monitor.web.auth import Caller, Needs, Services
from monitor.web.queries import alert_filter

_exporter = Needs("exports:read", Right.READ)
router = APIRouter(prefix="/v1/exports", tags=["exports"])
_SCHEMAS: Mapping[ExportFormat, Any] = {
    ExportFormat.CSV: {"type": "string", "description": "A line of names, then one alert a line."},
    ExportFormat.JSON: {"type": "array", "items": {"type": "object"}},
    ExportFormat.NDJSON: {"type": "string", "description": "One alert as JSON a line."},
}
_FORMS = {
    form.media_type.partition(";")[0]: {"schema": schema} for form, schema in _SCHEMAS.items()
}


@router.get(
    "/alerts",
    summary="Take alerts out as a file",
    response_class=StreamingResponse,
    responses={200: {"description": "The alerts, as they are read.", "content": _FORMS}},
)
def export(
    services: Services,
    caller: Annotated[Caller, Depends(_exporter)],
    where: Annotated[AlertFilter, Depends(alert_filter)],
    form: Annotated[
        ExportFormat, Query(alias="format", description="In which form they are written.")
    ] = ExportFormat.NDJSON,
) -> StreamingResponse:
    """Stream every alert that fits the filters of the queue; who took what is recorded first."""
    narrowed = {
        name: str(value)
        for name in where.__dataclass_fields__
        if (value := getattr(where, name)) not in {None, False}
    }
    services.access.audit.record(
        caller.person, "alerts.export", "alerts", after={"format": form.value, "filter": narrowed}
    )
    pieces = export_alerts(services.out.exports, where, form)
    # What fails at once is answered as an error, which a stream that has begun no longer can be.
    first = next(pieces, b"")
    day = services.clock.now().date().isoformat()
    return StreamingResponse(
        chain([first], pieces),
        media_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="alerts-{day}.{form.value}"'},
    )
