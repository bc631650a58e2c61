"""What the sample book hears: sources that are paused, so that nothing is asked, and made-up posts."""
