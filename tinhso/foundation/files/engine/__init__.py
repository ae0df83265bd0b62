"""The examination of one file: pure functions from bytes to bytes, or words about why not."""
