"""Made-up matters that a made-up 12345 passed down."""
