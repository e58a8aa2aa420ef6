// y-websocket's own server: one document, in memory.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import utils from 'y-websocket/bin/utils'
import { serve } from './commands.js'

const http = createServer()
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', utils.setupWSConnection)
http.listen(0, '127.0.0.1')

await serve({ port: () => http.address().port })
