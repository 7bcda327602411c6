"""Scenarios: a service for the tests of partners' programs, the real one with answers that are known beforehand."""
