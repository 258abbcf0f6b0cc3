"""Job classes: kinds of work a union may organize or lose, and what people decide on them."""
