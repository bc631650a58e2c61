"""What tells how it goes: probes, metrics, log lines, error reports."""
