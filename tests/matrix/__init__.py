"""Every address × every role: who sees what. Generated from the URL map."""
