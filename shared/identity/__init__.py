"""Who someone is: accounts, credentials and tokens."""
