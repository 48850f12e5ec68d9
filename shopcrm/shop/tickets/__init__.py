"""Tickets: what customers ask, and how soon they are answered."""
