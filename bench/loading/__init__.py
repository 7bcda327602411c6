"""What bench/load.py is made of: people, the mix of requests, clients, the service as a process, its record."""
