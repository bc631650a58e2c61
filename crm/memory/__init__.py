"""Somebody erased stays unasked and rested, also when their address comes back."""

from crm.memory.recalling import look_back

__all__ = ["look_back"]
