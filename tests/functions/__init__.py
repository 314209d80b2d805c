"""The real entry points, called as the gateway, the queues and the clock call them."""
