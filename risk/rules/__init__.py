"""Pure rules of the fraud checks: facts, normal forms, links, the rules F01–F20, lists and bans."""
