// The side of a peer's process: a line on stdin is a command with its arguments, separated by tabs; a line on stdout is its
// answer. Ends with stdin.
import { createInterface } from 'node:readline'

/** Does commands, one after the other, until there are no more. */
export async function serve (handlers) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, ...words] = line.split('\t')
    let answer
    try {
      if (!handlers[command]) {
        throw new Error('no such command: ' + command)
      }
      answer = 'done\t' + (await handlers[command](...words) ?? '')
    } catch (error) {
      console.error(error)
      answer = 'failed\t' + String(error).replaceAll('\n', ' ')
    }
    process.stdout.write(answer + '\n')
  }
  process.exit(0)
}

/** The clock that JVMs on this machine call System.nanoTime. */
export function nanoTime () {
  return process.hrtime.bigint()
}

/** The title that a tab gets by the n-th change, as every system's. */
export function title (change) {
  return `~/work/muxwire: mvn verify, run ${String(change).padStart(6, '0')}`
}
