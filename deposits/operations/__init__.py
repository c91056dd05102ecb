"""The verbs of the deposit business, by subject."""

from deposits.operations.employers import (
    NewEmployer,
    NumberTaken,
    RateRefused,
    import_employers,
    register_employer,
)
from deposits.operations.personal import (
    AlreadyOpen,
    BaseRefused,
    EmployerNotActive,
    InWaitingList,
    TooYoung,
    open_account,
    seal,
    unseal,
)
from deposits.operations.remittance import (
    LaterMonthAllocated,
    ListStale,
    ListWaiting,
    MoneyGone,
    MonthOutOfOrder,
    allocate,
    declare,
    follow_bank,
    reverse_list,
    void_list,
)
from deposits.operations.uploads import UploadEmpty, content_of, discard_upload, upload_payroll

__all__ = [
    "AlreadyOpen",
    "BaseRefused",
    "EmployerNotActive",
    "InWaitingList",
    "LaterMonthAllocated",
    "ListStale",
    "ListWaiting",
    "MoneyGone",
    "MonthOutOfOrder",
    "NewEmployer",
    "NumberTaken",
    "RateRefused",
    "TooYoung",
    "UploadEmpty",
    "allocate",
    "content_of",
    "declare",
    "discard_upload",
    "follow_bank",
    "import_employers",
    "open_account",
    "register_employer",
    "reverse_list",
    "seal",
    "unseal",
    "upload_payroll",
    "void_list",
]
