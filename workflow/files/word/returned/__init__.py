"""A file that came back, beside the text that was sent.

provenance  which version a file was made from, and how sure that is
homing      the blocks of that version, found again in the file
hanging     the comments and names that hang on its changes
pairing     which paragraph that was sent is which paragraph that came back
untracked   what differs from what was sent and is not marked in the file
comparing   both files side by side: what is marked, and what is not
"""
