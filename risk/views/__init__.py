"""Pages of the fraud checks; all of them are for staff."""
