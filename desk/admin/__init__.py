"""What administrators edit of the counter kernel, by subject."""

from desk.admin.crossing import CentreAdmin
from desk.admin.hall import CourtesyItemAdmin, ManualSectionAdmin, ProgrammeAdmin

__all__ = ["CentreAdmin", "CourtesyItemAdmin", "ManualSectionAdmin", "ProgrammeAdmin"]
