"""Reads of withdrawals: whose rows a user may see, what can be had and why, what is under way.

withdrawals_visible_to(user), payees_visible_to(user), offers(person_id, on), allowance(application, on),
household_of(person_id, on), returned_payments(), waiting_payments(), form_to_money(since, until)
"""
