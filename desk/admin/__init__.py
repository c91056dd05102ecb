"""What administrators edit of the counter kernel, by subject."""

from desk.admin.crossing import CentreAdmin
from desk.admin.hall import CourtesyItemAdmin, ManualSectionAdmin, ProgrammeAdmin
from desk.admin.kinds import KindAdmin, KindVersionAdmin

__all__ = [
    "CentreAdmin",
    "CourtesyItemAdmin",
    "KindAdmin",
    "KindVersionAdmin",
    "ManualSectionAdmin",
    "ProgrammeAdmin",
]
