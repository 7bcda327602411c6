"""`creditrules mcp`: what an assistant may do with rules. It reads, checks, compares, asks and drafts, and no more.

Two fences keep it so. Here every request to a service is one of the documents of `Operation`, of which only those
that draft write anything; there a token with the role ASSISTANT gives the right to nothing else.
"""
