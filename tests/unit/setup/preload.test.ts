import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const fixture = path.join(import.meta.dirname, 'fixtures', 'guarded-server.mjs')
const preload = path.resolve(import.meta.dirname, '../../../lib/setup/preload.ts')

type Running = { child: ChildProcess; port: number; output: () => string }
const running: ChildProcess[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

async function start(env: Record<string, string> = {}): Promise<Running> {
  const child = fork(fixture, [], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', preload],
    env: { NODE_ENV: 'test', RESCIND_PUBLIC_URL: 'http://127.0.0.1:3999', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  running.push(child)
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  while (!output.includes('\n')) await once(child.stdout ?? child, 'data')
  return { child, port: Number.parseInt(output, 10), output: () => output }
}

type Answer = { status: number; location: string | null; body: string }

function ask(port: number, url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { port, path: url, host: '127.0.0.1', headers: { host: '127.0.0.1:3999', ...headers }, agent: false },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? null, body })
        })
      },
    )
    asked.on('error', reject).end()
  })
}

describe('a guarded server', () => {
  it('is told the truth about who asks, whatever the client says', async () => {
    const { port } = await start()
    const { status, body } = await ask(port, '/', {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-server': 'evil.example',
      'x-real-ip': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
    })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({
      host: '127.0.0.1:3999',
      connection: 'close',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': '127.0.0.1:3999',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '3999',
      'x-rescind-judged': expect.any(String) as string,
    })
  })

  it('lets through, as it was judged, what it asks itself in the name of a client, and nobody who plays that', async () => {
    const { port } = await start()
    const judged = JSON.parse((await ask(port, '/')).body) as Record<string, string>
    const asItself = { ...judged, 'x-forwarded-for': '203.0.113.9', host: `127.0.0.1:${String(port)}` }
    const { status, body } = await ask(port, '/', asItself)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ 'x-forwarded-for': '203.0.113.9' })
    expect(await ask(port, '/', { ...asItself, 'x-rescind-judged': 'x' })).toMatchObject({ status: 307 })
  })

  it('keeps a connection for longer than a proxy does', async () => {
    const { port } = await start()
    const answer = await fetch(`http://127.0.0.1:${String(port)}/`, { redirect: 'manual' })
    expect(answer.headers.get('keep-alive')).toBe('timeout=75')
  })

  it('believes a trusted proxy', async () => {
    const { port } = await start({
      RESCIND_TRUSTED_PROXIES: '127.0.0.0/8',
      RESCIND_PUBLIC_URL: 'https://console.example',
    })
    const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'console.example' }
    const { status, body } = await ask(port, '/', forwarded)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' })
  })

  it('refuses a foreign Host with 421, but for health', async () => {
    const { port } = await start()
    const refused = await ask(port, '/certificates', { host: 'evil.example' })
    expect(refused.status).toBe(421)
    expect(refused.body).not.toContain('evil.example')
    expect((await ask(port, '/api/health/live', { host: 'evil.example' })).status).toBe(200)
  })

  it('leads the other names of this machine to the public origin', async () => {
    const { port } = await start()
    const { status, location } = await ask(port, '/r/1?x=2', { host: `localhost:${String(port)}` })
    expect([status, location]).toEqual([307, 'http://127.0.0.1:3999/r/1?x=2'])
  })

  it.each([
    ['127.0.0.1:3999', 'HTTP/1.1 101'],
    ['evil.example', 'HTTP/1.1 421'],
  ])('answers an upgrade with Host %s by %s', async (host, expected) => {
    const { port } = await start()
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    const [first] = (await once(socket, 'data')) as [Buffer]
    expect(first.toString('latin1').startsWith(expected)).toBe(true)
    socket.destroy()
  })

  it('does not start with a public URL that is none', async () => {
    const child = fork(fixture, [], {
      execArgv: ['--import', preload],
      env: { NODE_ENV: 'test', RESCIND_PUBLIC_URL: 'http://console.example' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    running.push(child)
    expect(await once(child, 'exit')).not.toEqual([0, null])
  })
})

describe('its stop', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'by %s lets a request under way finish and takes no new one',
    async (signal) => {
      const { child, port } = await start()
      const slow = ask(port, '/slow')
      await ask(port, '/')
      child.kill(signal)
      await refused(port)
      child.send('finish')
      expect((await slow).status).toBe(200)
      expect(await once(child, 'exit')).toEqual([0, null])
    },
  )

  it("is not hurried by the launcher's SIGTERM after a Ctrl-C, which both have got", async () => {
    const { child, port } = await start()
    const slow = ask(port, '/slow')
    await ask(port, '/')
    child.kill('SIGINT')
    await refused(port)
    child.kill('SIGTERM')
    child.send('finish')
    expect((await slow).status).toBe(200)
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('waits for work whose client has gone', async () => {
    const { child, port, output } = await start()
    await ask(port, '/work')
    child.kill('SIGTERM')
    await refused(port)
    child.send('finish')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(output()).toContain('work done')
  })

  it('is told to what waits, which then begins nothing new', async () => {
    const { child, port, output } = await start()
    await ask(port, '/until-stop')
    expect(output()).not.toContain('told to stop')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(output()).toContain('told to stop')
  })

  it('finishes what is under way also where its terminal was closed, and what it says is heard by nobody', async () => {
    const { child, port } = await start()
    const slow = ask(port, '/slow')
    await ask(port, '/until-stop')
    child.stdout?.destroy()
    child.kill('SIGHUP')
    await refused(port)
    child.send('finish')
    expect((await slow).status).toBe(200)
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('is not held up by an idle keep-alive connection', async () => {
    const { child, port } = await start()
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1:3999\r\n\r\n')
    await once(socket, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    socket.destroy()
  })

  it('comes when the launcher is gone', async () => {
    const { child } = await start()
    const exit = once(child, 'exit')
    child.disconnect()
    expect(await exit).toEqual([0, null])
  })

  it('is at once when it is asked for twice', async () => {
    const { child, port } = await start()
    const slow = ask(port, '/slow').catch((cause: unknown) => cause)
    await ask(port, '/')
    child.kill('SIGINT')
    await refused(port)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([1, null])
    expect(await slow).toBeInstanceOf(Error)
  })
})

/** Resolves when the port takes no more connections. */
async function refused(port: number): Promise<void> {
  while (
    await ask(port, '/api/health/live').then(
      () => true,
      () => false,
    )
  ) {
    // Ask again: the signal has not arrived yet.
  }
}
