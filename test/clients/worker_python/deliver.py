#!/usr/bin/python3
"""Delivers a desk's messages to customers as e-mails; any number of these
workers may run at once.

    deliver.py DESK SMTP-HOST:PORT SENDER [INTERVAL]

What is not acknowledged within the interval comes again.  So a worker that
dies between sending and acknowledging makes an e-mail be sent twice, with the
same Message-ID, and never lost.
"""
import smtplib
import sys
import time
from email.message import EmailMessage

import psycopg
from psycopg.rows import dict_row

desk, server, sender = sys.argv[1:4]
interval = sys.argv[4] if len(sys.argv) > 4 else "5 minutes"


def letter_of(message):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, message["email"], message["title"]
    letter["Message-ID"] = f"<{desk}.{message['id']}@{sender.partition('@')[2]}>"
    letter.set_content(message["body"] or "")
    return letter


def deliver(conn):
    """One round; the number of messages that it took."""
    messages = conn.execute("SELECT * FROM complaint_flow.read_outbox(%s, 20, %s::interval, 'customer')", [desk, interval]).fetchall()
    for message in messages:
        if not message["email"] or message["address_changed_at"]:
            print(f"message {message['id']}: no address, or one that a person should look at", file=sys.stderr)
            continue
        try:
            with smtplib.SMTP(server) as post:
                post.send_message(letter_of(message))
        except (smtplib.SMTPException, ValueError) as error:
            print(f"message {message['id']}: {error!r}", file=sys.stderr)
            continue        # it comes again
        conn.execute("SELECT complaint_flow.ack_outbox(%s, %s)", [desk, [message["id"]]])
    return len(messages)


with psycopg.connect(autocommit=True, row_factory=dict_row) as conn:
    while True:
        if deliver(conn) == 0:
            time.sleep(1)
