"""The local host: Microsoft's Functions runtime, Azurite and the page, behind one command.

    python -m tools.localhost
    ├── worker (http)          owns the API port: front server → the runtime's own HTTP server
    ├── worker (background)    runs timers and queue messages that the host sends it
    ├── azurite                blobs and queues
    └── in this process        queue listeners, timers, the admin endpoint, the page

The workers play the part of Azure's language worker; the parent plays the Functions host. A worker
may die at any moment: the parent notices, counts its running invocations as failed, and starts
another. Two of them, because Flex Consumption too scales HTTP apart from everything else.
"""
