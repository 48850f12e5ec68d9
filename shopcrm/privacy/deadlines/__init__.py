"""The statutory dates of people's rights, each with its steps in words.

Plain functions of dates and a calendar; every answer names its rule. They inform; they are no legal advice.
"""

from shopcrm.privacy.deadlines.consumer import (
    cancel,
    no_deduction,
    presumption,
    refund,
    refund_agreed,
    reject,
    send_back,
)
from shopcrm.privacy.deadlines.counting import Deadline
from shopcrm.privacy.deadlines.data_protection import (
    ARTICLES,
    COMPLAINTS_SINCE,
    GDPR_SINCE,
    NEW_TIME_LIMITS_SINCE,
    Question,
    breach,
    ccpa,
    ccpa_opt_out,
    complaint,
    data_request,
    retention,
)

__all__ = [
    "ARTICLES",
    "COMPLAINTS_SINCE",
    "GDPR_SINCE",
    "NEW_TIME_LIMITS_SINCE",
    "Deadline",
    "Question",
    "breach",
    "cancel",
    "ccpa",
    "ccpa_opt_out",
    "complaint",
    "data_request",
    "no_deduction",
    "presumption",
    "refund",
    "refund_agreed",
    "reject",
    "retention",
    "send_back",
]
