"""A terminal over WebSocket, as terminado's README sets it up, told what to do line by line."""
import json
import os
import sys
import threading

import terminado
import tornado.httpserver
import tornado.ioloop
import tornado.netutil
import tornado.web

manager = terminado.UniqueTermManager(shell_command=json.loads(sys.argv[1]))
application = tornado.web.Application(
    [(r"/websocket", terminado.TermSocket, {"term_manager": manager})])
sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
tornado.httpserver.HTTPServer(application).add_sockets(sockets)


def commands():
    for line in sys.stdin:
        known = line.strip() == "port"
        answer = "done\t%d" % sockets[0].getsockname()[1] if known else "failed\tno such command"
        print(answer, flush=True)
    os._exit(0)


threading.Thread(target=commands, daemon=True).start()
tornado.ioloop.IOLoop.current().start()
