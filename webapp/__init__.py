"""The web: pages that people read and forms that they send.

A view unpacks a form, calls one service and says thank you; a page asks one query. Who may open
which route is declared beside it (`auth.needs`, `auth.public`), and the app does not start while
a route declares nothing. One request is one transaction (`site`).
"""
