"""A map of what an alert is about: the reported route and the dated places of a vessel."""

from monitor.web.map.chart import Chart, chart_of
from monitor.web.map.gazetteer import Gazetteer
from monitor.web.map.itinerary import Stop, itinerary

__all__ = ["Chart", "Gazetteer", "Stop", "chart_of", "itinerary"]
