#!/usr/bin/python3
"""Files the e-mails of a Maildir as complaints.  Run it from cron, or when
mail arrives.

    file_mail.py DESK MAILDIR

complaint.message_id is a column of your own, with a unique index: an e-mail
that comes again is filed once.  What the desk refuses is kept in the folder
"refused", with the reason in its header X-Refused.
"""
import email.policy
import hashlib
import mailbox
import sys

import psycopg

desk, path = sys.argv[1:3]
FILE = f"""
    INSERT INTO {desk}.complaint (channel, customer_id, title, description, evidence, message_id)
    VALUES ('email', (SELECT min(id) FROM {desk}.customer WHERE lower(email) = lower(%s)), %s, %s, %s, %s)
    ON CONFLICT (message_id) DO NOTHING"""


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def facts_of(raw):
    mail = read(raw)
    sender = mail["From"].addresses[0].addr_spec if mail["From"] and mail["From"].addresses else None
    body = mail.get_body(("plain", "html"))
    text = body.get_payload(decode=True).decode(body.get_content_charset("utf-8"), "replace") if body else ""
    files = [part.get_filename("attachment") for part in mail.iter_attachments()]
    number = mail["Message-ID"] or hashlib.sha256(raw).hexdigest()
    return [sender, mail["Subject"], text.strip().replace("\0", ""), files or None, number.strip()]


def is_about_this_mail(error):
    code = getattr(error, "sqlstate", None) or "22"      # the driver's own
    return not isinstance(error, psycopg.OperationalError) and code not in ("KF003", "KF010") and code[:2] in ("KF", "22", "23")


box = mailbox.Maildir(path, create=False)
refused = box.add_folder("refused")
with psycopg.connect(autocommit=True) as conn:
    for key in sorted(box.keys()):
        try:
            raw = box.get_bytes(key)
        except KeyError:        # another worker was faster
            continue
        try:
            conn.execute(FILE, facts_of(raw))
        except (psycopg.Error, ValueError, LookupError) as error:
            if not is_about_this_mail(error):
                raise           # the e-mail stays where it is
            reason = " ".join(f"{getattr(error, 'sqlstate', None) or type(error).__name__} {error}".split())
            refused.add(f"X-Refused: {reason}\n".encode() + raw)
        box.discard(key)
