"""The one exception whose message is meant for the person at the terminal."""


class CannotStart(Exception):
    """The host cannot start or go on; the message is one line that says what to do."""
