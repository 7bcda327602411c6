"""How changes come to be: proposals, acts, and the policy by which they are approved."""
