"""The workers lose nothing and do nothing twice: killed, two at once, with
e-mails that are refused, that come again, that are broken."""
import collections
import email
import mailbox
import os
import signal
import socketserver
import subprocess
import sys
import threading
import time

from tap import done, none, ok, same, sql, value

arrived = []            # Message-IDs
hold = threading.Event()        # the post office takes letters and does not answer
held = threading.Event()


class PostOffice(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib needs."""

    def handle(self):
        self.say(220)
        for line in self.rfile:
            word = line.split()[0].upper()
            if word == b"DATA":
                self.say(354)
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                arrived.append(email.message_from_bytes(text)["Message-ID"])
                if hold.is_set():
                    held.set()
                    self.rfile.read()
                    return
            self.say(550 if word == b"RCPT" and b"<c3@" in line else 221 if word == b"QUIT" else 250)

    def say(self, code):
        self.wfile.write(b"%d post office\r\n" % code)


office = socketserver.ThreadingTCPServer(("127.0.0.1", 0), PostOffice)
office.daemon_threads = True
threading.Thread(target=office.serve_forever, daemon=True).start()


def worker(interval):
    return subprocess.Popen([sys.executable, "deliver.py", "support", "127.0.0.1:%d" % office.server_address[1],
                             "desk@example.com", interval], stderr=open('worker.log', 'a'))


def wait_until(condition):
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.1)
    return False


WAITING = "SELECT count(*) FROM support.outbox WHERE audience = 'customer' AND acked_at IS NULL"
FOR_C3 = WAITING + " AND complaint_id IN (SELECT id FROM support.complaint WHERE customer_id = 3)"

# killed between sending and acknowledging
hold.set()
first = worker("1 second")
ok(held.wait(60), "a worker sends")
first.kill()
first.wait()
hold.clear()
twice = arrived[0]
started = [worker("1 minute"), worker("1 minute")]
ok(wait_until(lambda: value(WAITING) == value(FOR_C3) and twice in arrived[1:]), "what a killed worker took comes again", open("worker.log").read()[-2000:])
for one in started:
    one.send_signal(signal.SIGTERM)
    one.wait()
count = collections.Counter(arrived)
same({number: times for number, times in count.items() if times > 1}, {twice: 2}, "... and nothing else twice, with two at once")
same(len(count), int(value("SELECT count(*) FROM support.outbox WHERE acked_at IS NOT NULL")), "what arrived is acknowledged, no more")
ok(int(value(FOR_C3)) > 0, "what the post office refused waits")

# e-mails
box = mailbox.Maildir("Mail")
LETTER = "From: Customer 5 <C5@example.com>\nTo: desk@example.com\nMessage-ID: <%s>\nSubject: %s\n\n%s\n"


def put(number, subject="", text="", **more):
    box.add((LETTER % (number, subject, text)).encode(**more))


def run():
    return subprocess.run([sys.executable, "file_mail.py", "support", "Mail"], stderr=subprocess.PIPE, text=True)


put("one@example.com", "=?utf-8?b?5YyF6KO55bCR5LqG5LiA5Lu2?=", "两只杯子只收到一只")
put("one@example.com", "=?utf-8?b?5YyF6KO55bCR5LqG5LiA5Lu2?=", "两只杯子只收到一只")
put("empty@example.com")
put("huge@example.com", "long", "x" * 1100000)
put("latin@example.com", "café", "déjà vu", encoding="latin-1")
box.add(b"Content-Type: text/plain; charset=unknown-9\nMessage-ID: <charset@example.com>\nSubject: which\n\n\xff\xfe\n")
box.add(b"\0\0 this is no e-mail \xff")
box.add(b"Subject: with a photo\nContent-Type: multipart/mixed; boundary=x\nMessage-ID: <photo@example.com>\n\n--x\n\nbroken cup\n"
        b"--x\nContent-Type: image/png\nContent-Disposition: attachment; filename=cup.png\n\n...\n--x--\n")
result = run()
same(result.returncode, 0, "e-mails are filed: " + result.stderr[-500:])
same(sql("SELECT title, channel, customer_id, category FROM support.complaint WHERE message_id = '<one@example.com>'"),
     [("包裹少了一件", "email", "5", "1.2")], "an e-mail is a complaint of its sender, and filed once")
same(value("SELECT evidence FROM support.complaint WHERE message_id = '<photo@example.com>'"), "{cup.png}", "attachments are named")
same(value("SELECT count(*) FROM support.complaint WHERE message_id = '<latin@example.com>'"), "1", "raw bytes in a header do not matter")
refused = {mail["Message-ID"]: mail["X-Refused"] for mail in box.get_folder("refused")}
ok(str(refused.get("<empty@example.com>")).startswith("KF012 "), "an empty one is kept aside with the reason", refused)
ok(str(refused.get("<huge@example.com>")).startswith("KF011 "), "... one that is too long", refused)
ok("<charset@example.com>" in refused, "... one in a charset that nobody knows", refused)
ok("<one@example.com>" not in refused, "... not one that came twice", refused)
same(len(box), 0, "the box is empty")
before = value("SELECT count(*) FROM support.complaint")
put("one@example.com", "again", "the same letter a week later")
run()
same((value("SELECT count(*) FROM support.complaint"), len(box)), (before, 0), "one that comes again is not filed again")

for number in range(60):
    put("many%d@example.com" % number, "包裹漏发", "Nr. %d" % number)
pair = [subprocess.Popen([sys.executable, "file_mail.py", "support", "Mail"]) for _ in range(2)]
same([one.wait() for one in pair], [0, 0], "two at once")
same(value("SELECT count(*) || ' ' || count(DISTINCT message_id) FROM support.complaint WHERE message_id LIKE '<many%'"), "60 60",
     "... file each once")
put("later@example.com", "later", "the desk is away")
os.environ["PGDATABASE"] = "nowhere"
ok(run().returncode != 0 and len(box) == 1, "without the server an e-mail stays in the box")
done()
