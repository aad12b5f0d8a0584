"""Starts proxies side by side on loopback, loads them by turns, and accounts for what each request cost. Standard library only."""
