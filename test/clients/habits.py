"""What a client does by habit must work: an error is a result, not the end."""
from tap import ok


def works(what, action):
    """ACTION() does not fail, and what it returns is true."""
    try:
        found = action()
    except Exception as error:      # of any driver
        return ok(False, what, repr(error))
    return ok(found, what, "found  %r" % (found,))
