"""A year of rounds on a simulated clock: the real services, worker, database and mail server.

    places    where people work                 plot     what people do, and what breaks
    relay     a mail server that can fail       facts    what happened, kept beside the database
    year      the clock: who acts next          judge    which mails should not have come
    members   what agencies do                  owed     which mails should have come
                                                ingredients  what the year held in store

The judge never asks the services what they meant. It knows what happened and what arrived.
"""
