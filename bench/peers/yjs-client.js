// A client of y-websocket with the workspace as a tree of Y.Map: kinds, entities by id, fields.
import { readFileSync } from 'node:fs'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { nanoTime, serve, title } from './commands.js'

const doc = new Y.Doc()
const workspace = doc.getMap('workspace')
let provider
let tabs = []

/** Connects to a port, and returns once it is in sync. */
async function connect (port) {
  provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, 'workspace', doc,
    { WebSocketPolyfill: WebSocket, disableBc: true })
  await synced()
}

async function synced () {
  while (!provider.synced) {
    await new Promise(resolve => provider.once('sync', resolve))
  }
}

/** Puts a workspace of JSON there, and returns once all of it is sent. */
async function fill (json) {
  const tree = JSON.parse(readFileSync(json, 'utf8'))
  doc.transact(() => {
    for (const [kind, entities] of Object.entries(tree)) {
      const map = workspace.set(kind, new Y.Map())
      for (const [id, fields] of Object.entries(entities)) {
        const entity = map.set(id, new Y.Map())
        for (const [name, value] of Object.entries(fields)) {
          entity.set(name, value)
        }
      }
    }
  })
  await sent()
}

async function sent () {
  while (provider.ws.bufferedAmount > 0) {
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Gives tabs new titles: the number of the first change, and how many; tells when it began. */
async function change (first, count = 1) {
  if (tabs.length === 0) {
    tabs = readFileSync(process.argv[2], 'utf8').trim().split('\n')
  }
  const began = nanoTime()
  for (let i = Number(first); i < Number(first) + Number(count); i++) {
    workspace.get('tab').get(tabs[i % tabs.length]).set('title', title(i))
  }
  await sent()
  return began
}

/** What this client has, encoded, in hexadecimal. */
function vector () {
  return Buffer.from(Y.encodeStateVector(doc)).toString('hex')
}

await serve({ connect, fill, change, vector, entities: () => workspace.get('tab')?.size ?? 0 })
