"""Results in the Test Anything Protocol, and psql as the second opinion."""
import csv
import io
import os
import subprocess
import sys

count = 0


def ok(good, what, *shown):
    """One result; SHOWN explains a failure."""
    global count
    count += 1
    print("%s %d - %s" % ("ok" if good else "not ok", count, what), flush=True)
    if not good:
        for line in "\n".join(str(one) for one in shown).split("\n"):
            print("#   " + line[:2000], file=sys.stderr)
    return good


def same(found, wanted, what):
    return ok(found == wanted, what, "found  %r" % (found,),
              "wanted %r" % (wanted,))


def none(wrong, what):
    """Passes when the list is empty, else shows its beginning."""
    return ok(not wrong, what, *list(wrong)[:8])


def done():
    print("1..%d" % count)


def sql(query, nothing=""):
    """Rows of strings as psql reads them, past the client under test."""
    out = subprocess.run(
        ["psql", "-X", "-q", "--csv", "-t", "-v", "ON_ERROR_STOP=1",
         "-P", "null=" + nothing, "-d", os.environ["CF_ORACLE"], "-c", query],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    return [tuple(row) for row in csv.reader(io.StringIO(out))]


def value(query):
    """The first column of the first row; "" if there is none, or NULL."""
    rows = sql(query)
    return rows[0][0] if rows and rows[0] else ""
