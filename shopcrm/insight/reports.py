"""Every report by the name that people ask for it by; each takes the first and the last day, or None for no bound."""

from collections.abc import Callable, Mapping
from datetime import date

from shopcrm.insight import (
    at_risk,
    consent_figures,
    dashboard,
    figures,
    forecast,
    loyalty_figures,
    returns_figures,
    service_figures,
)
from shopcrm.insight.figures import Figures
from shopcrm.insight.quality import quality
from shopcrm.insight.segments import report as segments_report
from shopcrm.vault.tx import Tx

REPORTS: Mapping[str, Callable[[Tx, date | None, date | None], Figures]] = {
    "sales": figures.sales,
    "consent": consent_figures.consent_report,
    "returns": returns_figures.returns,
    "figures": dashboard.report,
    "service": service_figures.service,
    "loyalty": loyalty_figures.loyalty_report,
    "segments": segments_report.segments,
    "at-risk": at_risk.report,
    "forecast": forecast.report,
    "quality": quality,
}
