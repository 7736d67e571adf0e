"""All that Onevoice does, without the web and without the queue.

From the top down, each layer may use those below it:

    story      the demo story, played through the services
    services   verbs: submit, decide, publish, lock; one function is one use case
    queries    what pages and mails read, as frozen dataclasses
    models     nouns: pledges, rounds, revisions, passages
    db         the session, the one lock, the one clock, the doorbell
    files      Word and other files, in and out        (pure)
    rules      who may, when, and what follows         (pure)
    text       blocks, changes, merging                (pure)
    clock, errors, jobs, settings

"Pure" means: no database, no clock, no settings. The same input gives the same output.
"""
