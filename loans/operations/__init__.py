"""The verbs of loans, a file a subject: import the file (`from loans.operations import opening`)."""
