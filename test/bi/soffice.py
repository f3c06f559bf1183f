"""A LibreOffice of our own: started without a screen, spoken to by UNO."""
import os
import signal
import subprocess
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def properties(**values):
    """UNO's way of named arguments."""
    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


class Office:
    """soffice with a profile in FOLDER; `with` ends it, come what may."""

    def __init__(self, folder):
        self.folder = folder
        self.pipe = "complaint_flow_%d" % os.getpid()
        # settings of psql must not help the driver to connect
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        with open(folder + "/soffice.log", "w") as log:
            self.process = subprocess.Popen(
                ["soffice", "--headless", "--norestore", "--nologo",
                 "--accept=pipe,name=%s;urp" % self.pipe,
                 "-env:UserInstallation=file://%s/profile" % folder],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=clean, start_new_session=True)

    def __enter__(self):
        try:
            self.context = self._connect()
        except BaseException:
            self._kill()
            raise
        return self

    def __exit__(self, *problem):
        try:
            self.service("com.sun.star.frame.Desktop").terminate()
            self.process.wait(20)
        except Exception:
            pass
        self._kill()

    def _connect(self):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            try:
                return resolver.resolve(
                    "uno:pipe,name=%s;urp;StarOffice.ComponentContext"
                    % self.pipe)
            except NoConnectException:
                if self.process.poll() not in (None, 0):
                    break
                time.sleep(0.1)
        with open(self.folder + "/soffice.log") as log:
            raise RuntimeError("soffice does not start: " + log.read())

    def _kill(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(
            name, self.context)

    def data_source(self, name, url, user, password):
        """Registers what a person makes with File, New, Database."""
        known = self.service("com.sun.star.sdb.DatabaseContext")
        source = known.createInstance()
        source.URL, source.User, source.Password = url, user, password
        source.DatabaseDocument.storeAsURL(
            "file://%s/%s.odb" % (self.folder, name), ())
        known.registerObject(name, source)
        return source.getConnection(user, password)

    def spreadsheet(self):
        return self.service("com.sun.star.frame.Desktop").loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, properties(Hidden=True))
