"""What is done with applications and loans: a file a subject. Import the file: `from loans.operations import minutes`."""
