"""Files that come from employers and go back to them: payroll lists (汇缴清册) and the list of employers.

`reading` turns bytes into a table and refuses what is no list; `checking` judges every cell against what the centre
knows; `marking` gives the file back with its faults; `writing` makes the template; `employers` reads employers.csv.
Pure: no tables, no clock.
"""
