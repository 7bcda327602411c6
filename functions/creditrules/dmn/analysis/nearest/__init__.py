"""The cheapest way from one applicant to others: which values each fact may come to, and what that costs."""
