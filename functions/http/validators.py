"""What an `If-None-Match` says of an ETag."""


def is_match(wanted: str, etag: str) -> bool:
    """Say whether an If-None-Match names an ETag; strong or weak makes no difference to a GET."""
    if wanted.strip() == "*":
        return True
    bare = etag.removeprefix("W/")
    return any(candidate.strip().removeprefix("W/") == bare for candidate in wanted.split(","))
