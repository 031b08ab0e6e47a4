import { startOwnPostgres } from '#tests/support/postgres.ts'

// A test runner that starts a server and is then killed.

const server = await startOwnPostgres({ sources: ['path'] })
process.stdout.write(`${server.url}\n`)
await new Promise(() => {
  setInterval(() => undefined, 60_000)
})
