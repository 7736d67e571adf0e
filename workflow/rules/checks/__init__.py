"""Drafting checks: small pure rules that help to keep a shared text focused, clear and whole.

Each rule has a code (L1 to L20), looks at a block, a text or a change, and says what it noticed in
whole sentences. Findings help whoever writes or decides; they never stop an answer. Begin with
`checker.Checker`; the table of all rules is in `catalogue`.
"""
