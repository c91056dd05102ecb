"""The wire to the city library: our SIP2 server, our client, and a simulator of their side."""
