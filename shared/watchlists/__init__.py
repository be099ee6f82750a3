"""Lists of symbols that people keep an eye on."""
