"""One adapter per source of market data, behind one port."""
