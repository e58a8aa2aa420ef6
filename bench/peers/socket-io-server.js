// Socket.IO: a change is emitted to everyone as its fields. It holds no workspace. WebSocket alone, as its documentation has it
// where long polling is not wanted; permessage-deflate is off, which is its default. A
// client may be late with its pong: it reads only when its turn has come.
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { Server } from 'socket.io'
import { nanoTime, serve, title } from './commands.js'

const tabs = readFileSync(process.argv[2], 'utf8').trim().split('\n')
const http = createServer()
const io = new Server(http, { transports: ['websocket'], pingTimeout: 120_000 })
http.listen(0, '127.0.0.1')

await serve({
  port: () => http.address().port,
  change: change => {
    const began = nanoTime()
    io.emit('change', { id: tabs[change % tabs.length], title: title(change) })
    return began
  }
})
