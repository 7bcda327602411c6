"""How much each caller may ask: a budget kept in the table and spent locally first, and how often facts may vary.

    accounts = Accounts(ledger)
    standing = accounts.spend(caller, allowance, cost, now)        # standing.wait: in how many seconds it is allowed
    variations = Variations()
    seen = variations.see(question, hour)                          # how many values one fact has had beside the others

Knows no clock, no store and no transport: moments come in as values, `Ledger` is a port.
"""

from creditrules.throttling.accounts import Accounts
from creditrules.throttling.allowance import Allowance, Caller, Standing
from creditrules.throttling.leaves import Leaf, leaves_of
from creditrules.throttling.ledger import BUSY, HOUR, Account, Day, Ledger, Spent, hour_of
from creditrules.throttling.questions import Questions, Varied

__all__ = [
    "BUSY",
    "HOUR",
    "Account",
    "Accounts",
    "Allowance",
    "Caller",
    "Day",
    "Leaf",
    "Ledger",
    "Questions",
    "Spent",
    "Standing",
    "Varied",
    "hour_of",
    "leaves_of",
]
