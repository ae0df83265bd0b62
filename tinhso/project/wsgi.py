"""The server's way in."""

import gc
import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from tinhso.kernel.processes import end_with

# A web worker without its master would hold the port, and nobody would start it again or stop it.
if (master := multiprocessing.parent_process()) is not None and master.pid is not None:
    end_with(master.pid)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.project.settings")
application = get_wsgi_application()
# What is loaded by now stays; looking through it for waste with every few requests would cost a tenth of their time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 50)
