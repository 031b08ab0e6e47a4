import { createServer, get, type Server } from 'node:http'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { drain } from '#lib/setup/drain.ts'

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

it('cuts off at the deadline what does not end, and says so', async () => {
  const server = createServer(() => undefined)
  const port = await listening(server)
  const hanging = get({ port, host: '127.0.0.1' })
  const cut = once(hanging, 'error')
  await once(server, 'request')
  const codes: number[] = []
  await drain({ servers: [server], exit: (code) => codes.push(code), deadlineMs: 100, isBusy: () => false })
  expect(codes).toEqual([1])
  expect(await cut).toHaveLength(1)
})

it('does not wait for ever for work that hangs', async () => {
  const codes: number[] = []
  await drain({ servers: [], exit: (code) => codes.push(code), deadlineMs: 1, isBusy: () => true })
  expect(codes).toEqual([1])
})

it('goes at once when nothing is under way', async () => {
  const codes: number[] = []
  await drain({ servers: [], exit: (code) => codes.push(code), isBusy: () => false })
  expect(codes).toEqual([0])
})
