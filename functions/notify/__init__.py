"""Live status: tickets, sockets, and the stream that feeds them."""
