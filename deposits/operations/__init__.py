"""The verbs of the deposit business, by subject."""

from deposits.operations.allocating import (
    LaterMonthAllocated,
    MoneyGone,
    allocate,
    follow_bank,
    reverse_list,
    void_list,
)
from deposits.operations.calendar import remind_late_employers, stale_lists, void_stale_list
from deposits.operations.declaring import (
    ListStale,
    ListWaiting,
    MonthOutOfOrder,
    PayrollFaulty,
    declare,
    declare_file,
)
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
from deposits.operations.transfers import (
    MovedOn,
    NotTheirsToDecide,
    ObjectedBefore,
    StillInList,
    let_transfer_stand,
    object_to_transfer,
    undo_transfer,
)
from deposits.operations.uploads import UploadEmpty, content_of, discard_upload, drop_old_contents, upload_payroll

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
    "MovedOn",
    "NewEmployer",
    "NotTheirsToDecide",
    "NumberTaken",
    "ObjectedBefore",
    "PayrollFaulty",
    "RateRefused",
    "StillInList",
    "TooYoung",
    "UploadEmpty",
    "allocate",
    "content_of",
    "declare",
    "declare_file",
    "discard_upload",
    "follow_bank",
    "drop_old_contents",
    "import_employers",
    "let_transfer_stand",
    "object_to_transfer",
    "open_account",
    "register_employer",
    "remind_late_employers",
    "reverse_list",
    "seal",
    "stale_lists",
    "undo_transfer",
    "unseal",
    "upload_payroll",
    "void_list",
    "void_stale_list",
]
