"""The embedded MongoDB-compatible server, run as a supervised child process.

`server` owns the data folder and the server's life, `child` one operating-system process,
`calls` the few database calls made as supervisor, `watch` the health rule, `launch` the stub
that becomes the server. The server's package is never imported into this process: it is a
separate program, spoken to over a socket. Whoever brings a database of their own sets
MONGODB_URI and needs nothing from here.
"""
