"""Reads of party-building: `…_visible_to(user)` is the only way in."""
