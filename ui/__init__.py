"""Every way in for people and programs; nothing imports it."""
