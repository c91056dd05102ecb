"""What administrators edit of the counter kernel, by subject."""

from desk.admin.hall import CourtesyItemAdmin, ManualSectionAdmin, ProgrammeAdmin

__all__ = ["CourtesyItemAdmin", "ManualSectionAdmin", "ProgrammeAdmin"]
