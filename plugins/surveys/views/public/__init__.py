"""The pages members answer on, without an account: plain forms, no script needed."""
