"""The books for accountants and auditors, by subject: the books themselves, statements, slips, placements."""
