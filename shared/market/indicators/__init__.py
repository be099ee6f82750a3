"""Technical indicators over arrays: pure numpy, checked against TA-Lib."""
