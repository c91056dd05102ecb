"""Ways to a bank. Which one is used is a setting: BANK_GATEWAY names the class."""
