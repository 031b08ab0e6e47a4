import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { portOf } from './lying-server.ts'

/**
 * Where a write is cut, seen from the vendor: the call never arrives, or does when its caller is dead already; its
 * answer is not delivered, half of it is, or all of it.
 */
export const cuts = ['call_lost', 'call_arrives', 'answer_lost', 'answer_half', 'answer_given'] as const
export type Cut = (typeof cuts)[number]

export type CutLine = {
  /** `127.0.0.1:port`: the vendor, for the one whose line it is. */
  readonly host: string
  readonly close: () => Promise<void>
}

/** A line to the vendor at `host` on which reads pass, and at the first write somebody is killed. */
export async function cutLine(host: string, cut: Cut, kill: () => Promise<void>): Promise<CutLine> {
  const sockets = new Set<Socket>()
  const server = createServer((caller) => {
    const vendor = connect(Number(host.split(':')[1]), '127.0.0.1')
    for (const socket of [caller, vendor]) {
      sockets.add(socket)
      // Whoever is dead resets its connections.
      socket.on('error', () => undefined)
    }
    // Cut at the end of the test, where one of them is still open.
    carry(caller, vendor, cut, kill).catch(() => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${String(portOf(server.address()))}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function carry(caller: Socket, vendor: Socket, cut: Cut, kill: () => Promise<void>): Promise<void> {
  const head = await headOf(caller)
  if (!/^x-acs-action: (CreateRevoke|Delete)ClientCertificate\r$/im.test(head.toString('latin1'))) {
    vendor.write(head)
    caller.pipe(vendor)
    vendor.pipe(caller)
    return
  }
  if (cut === 'call_lost' || cut === 'call_arrives') await kill()
  if (cut === 'call_lost') {
    vendor.destroy()
    return
  }
  vendor.write(head)
  if (cut !== 'call_arrives') caller.pipe(vendor)
  const answer = await wholeOf(vendor)
  const given = { call_arrives: 0, answer_lost: 0, answer_half: answer.length >> 1, answer_given: answer.length }[cut]
  if (given > 0) await new Promise<void>((resolve) => caller.write(answer.subarray(0, given), () => resolve()))
  if (cut !== 'call_arrives') await kill()
}

/** Up to the end of the headers; the calls of this API have no body. */
async function headOf(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    chunks.push(chunk)
    const received = Buffer.concat(chunks)
    if (received.includes('\r\n\r\n')) {
      socket.pause()
      return received
    }
  }
}

/** A write asks for its connection to be closed after the answer. */
async function wholeOf(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
