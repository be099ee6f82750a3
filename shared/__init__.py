"""The product, bottom to top: kernel, platform, identity, market, portfolios, analytics."""
