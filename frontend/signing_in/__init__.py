"""How people get in: what allauth leaves to us (its adapters), and the addresses of its screens in our looks."""
