"""How everything of the sample is marked, for people to see and for its removal to find."""

ORIGIN = "Sample book"
TAG = "sample"
PREFIX = "Sample: "  # campaigns, topics and rules
KEY = "sample-book:"  # external_id of its contacts
HOST = "sample.invalid"  # addresses of its colleagues; a name that never resolves
