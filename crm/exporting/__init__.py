"""People out again: any filtered set, or everything the reader may see, as a stream of bytes in flat memory."""
