"""Where an application, a contract, its guarantee, a payment and a loan stand, and what may happen next."""
