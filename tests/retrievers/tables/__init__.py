"""Tests of what is known of tables: profiles, keys, words."""
