"""What the API of every app stands on. Apps say `from accounts import api`.

Three ways in: a partner's token, a partner's token with a depositor's own short token, and the session of somebody
logged in. A view names what users need (`permission`) and what partners need (`scope`); what it names neither for is
closed. Rows are then reached through `…_visible_to(user)` or `…_visible_to_partner(partner)`.
"""

from accounts.api.callers import Grant, PartnerAuthentication, check_signature, owner_of, sign
from accounts.api.fields import FenField, RateField, TextField
from accounts.api.pages import cursor, cursor_id, next_url, page, page_size
from accounts.api.paging import PAGING
from accounts.api.throttles import AnonymousThrottle, CallerThrottle, WriteThrottle
from accounts.api.views import ApiView

__all__ = [
    "PAGING",
    "AnonymousThrottle",
    "ApiView",
    "CallerThrottle",
    "FenField",
    "Grant",
    "PartnerAuthentication",
    "RateField",
    "TextField",
    "WriteThrottle",
    "check_signature",
    "cursor",
    "cursor_id",
    "next_url",
    "owner_of",
    "page",
    "page_size",
    "sign",
]
