"""Interactive Brokers: activity statements, transaction histories and Flex queries."""
