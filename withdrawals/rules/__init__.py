"""How much may be withdrawn, by whom, how often, and why not (domain §4). Pure: facts and dates are arguments."""
