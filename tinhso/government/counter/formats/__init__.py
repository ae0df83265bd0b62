"""What devices at the counter send: sealed envelopes, and what is inside them."""
